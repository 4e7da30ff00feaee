"""The buttons with which one becomes a person of the demonstration."""

from django import template

from carp.demo.people import PEOPLE, Person

register = template.Library()


@register.simple_tag
def demonstration_people() -> list[Person]:
    """Those that have a button: one for each role."""
    return [person for person in PEOPLE if person.shown]
