"""A page asks each question of its rules once; whatever writes asks anew (ADR 28)."""

import pytest
from django.http import HttpResponse

from carp.once import a_page, once_a_page
from carp.web.middleware import asking_once
from tests import make


@pytest.fixture
def asked():
    return []


@pytest.fixture
def question(asked):
    @once_a_page
    def question(thing, *, on=None):
        asked.append((thing, on))
        return [thing]

    return question


@pytest.mark.parametrize(("method", "times"), [("GET", 1), ("HEAD", 1), ("POST", 2), ("PUT", 2)])
def test_only_a_request_that_reads_remembers(rf, question, asked, method, times):
    def view(request):
        assert question("seats") == question("seats")
        return HttpResponse()

    asking_once(view)(rf.generic(method, "/"))

    assert len(asked) == times


def test_each_page_asks_for_itself(rf, question, asked):
    page = asking_once(lambda request: HttpResponse(question("seats")))
    page(rf.get("/"))
    page(rf.get("/"))
    question("seats")
    assert len(asked) == 3


def test_an_answer_is_gone_when_the_page_has_failed(question, asked):
    with pytest.raises(ZeroDivisionError), a_page():
        question("seats")
        raise ZeroDivisionError
    question("seats")
    assert len(asked) == 2


def test_other_things_and_other_days_are_other_questions(question, asked):
    with a_page():
        question("seats")
        question("interests")
        question("seats", on="yesterday")
        question("seats", on="yesterday")
    assert asked == [("seats", None), ("interests", None), ("seats", "yesterday")]


@pytest.mark.django_db
def test_a_row_is_known_by_its_model_and_key(question, asked):
    person, other = make.user(), make.user()
    with a_page():
        question(person)
        question(type(person).objects.get(pk=person.pk))
        question(other)
    assert len(asked) == 2


def test_a_question_that_failed_is_asked_again(asked):
    @once_a_page
    def failing():
        asked.append(None)
        raise LookupError

    with a_page():
        for _ in range(2):
            with pytest.raises(LookupError):
                failing()
    assert len(asked) == 2
