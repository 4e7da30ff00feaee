"""Everything that a report is made of, gathered once."""

from dataclasses import dataclass
from typing import Any

from carp.council import packs
from carp.council.pack import Pack
from carp.council.shapes import ReportTemplate
from register.models import Area, Community
from reporting.models import ReportRun
from reporting.selectors import periods
from reporting.selectors.communities import CommunityFigures, community_figures
from reporting.selectors.fund import FundFigures, fund_figures
from reporting.selectors.periods import Period
from reporting.selectors.plans import PlanFigures, plan_figures
from reporting.selectors.triggers import TriggerFigures, trigger_figures


@dataclass(frozen=True)
class Figures:
    run: ReportRun
    period: Period
    pack: Pack
    triggers: TriggerFigures
    communities: CommunityFigures
    plans: PlanFigures
    fund: FundFigures
    wards: tuple[Area, ...]

    @property
    def template(self) -> ReportTemplate:
        template: ReportTemplate = self.pack.item("report_templates", self.run.kind)
        return template

    @property
    def typed(self) -> dict[str, Any]:
        """What the requester typed."""
        return dict(self.run.parameters)

    def name_of(self, community: Community) -> str:
        """Its name, or its reference alone where so few people live that it points at them."""
        scale = self.pack.items("scales").get(community.scale)
        return community.reference if scale and scale.disclosive else community.name


def gather(run: ReportRun) -> Figures:
    """The figures of a run's period, in the words of the council pack it was asked under."""
    period = periods.of_run(run)
    return Figures(
        run=run,
        period=period,
        pack=packs.of(run.council_pack_id),
        triggers=trigger_figures(period),
        communities=community_figures(period),
        plans=plan_figures(period),
        fund=fund_figures(period),
        wards=tuple(Area.objects.wards().order_by("name")),
    )
