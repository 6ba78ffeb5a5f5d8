"""The five trainings of the AVTS paper's Table 1, at the size of any recipe.

What the paper found stands beside each as data: accuracy in percent on the Kinetics
test set with easy negatives, chance 50. Those figures are from memory and unconfirmed;
that the best is the curriculum with a quarter of hard negatives, and that such a
quarter from the start trains poorly, is stated by a reading of the paper.
"""

from dataclasses import dataclass, replace

from avts_core.data.pairs import NegativeShares
from avts_core.errors import ConfigError
from avts_core.training.pair_recipe import AvtsRecipe, PairRecipe, PairStage

_PAPER_EPOCHS, _PAPER_FIRST_EPOCHS = 90, 50
PAPER_TRUST = "recalled, unconfirmed"
"""How far to trust `Row.paper_percent`."""

_EASY = NegativeShares(easy=1.0)
_MIXED = NegativeShares(easy=0.75, hard=0.25)
_HARD = NegativeShares(easy=0.0, hard=1.0)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One training of the table."""

    key: str
    """Its name in options, folders and JSON."""
    words: str
    shares: NegativeShares
    """Negatives of the single stage, or of the second one."""
    is_curriculum: bool = False
    """Whether a stage of easy negatives comes first."""
    paper_percent: float
    """The paper's accuracy."""


ROWS = (
    Row(key="easy", words="easy", shares=_EASY, paper_percent=69.0),
    Row(key="mixed", words="75 % easy, 25 % hard", shares=_MIXED, paper_percent=58.9),
    Row(key="hard", words="hard", shares=_HARD, paper_percent=52.3),
    Row(
        key="then-mixed",
        words="easy, then 75 % easy, 25 % hard",
        shares=_MIXED,
        is_curriculum=True,
        paper_percent=78.4,
    ),
    Row(
        key="then-hard",
        words="easy, then hard",
        shares=_HARD,
        is_curriculum=True,
        paper_percent=65.7,
    ),
)
"""In the paper's order."""
EASY = ROWS[0]
"""Its first epochs are also those of the curricula."""


def find_rows(keys: str) -> tuple[Row, ...]:
    """Return the rows of a list of keys with commas between, in the table's order.

    Raises
    ------
    ConfigError
        If there is no such row.
    """
    wanted = {key.strip() for key in keys.split(",")}
    known = [row.key for row in ROWS]
    unknown = sorted(wanted.difference(known))
    if unknown:
        msg = f"There is no row {unknown[0]!r} in the table, only {', '.join(known)}."
        raise ConfigError(msg)
    return tuple(row for row in ROWS if row.key in wanted)


def first_epochs(recipe: PairRecipe) -> int:
    """Return the epochs of a curriculum's first stage: 50 of 90, as in the paper.

    Raises
    ------
    ConfigError
        If the recipe has one epoch only.
    """
    if recipe.epochs < 2:
        msg = f"The recipe {recipe.name!r} needs two epochs or more for two stages."
        raise ConfigError(msg)
    return round(recipe.epochs * _PAPER_FIRST_EPOCHS / _PAPER_EPOCHS)


def recipe_of(row: Row, base: AvtsRecipe, *, seed: int) -> AvtsRecipe:
    """Return how a row is trained.

    Parameters
    ----------
    row
        Decides about the stages.
    base
        Gives everything else; of its stages only the sum of the epochs counts.
    seed
        Instead of the recipe's.

    Raises
    ------
    ConfigError
        If the recipe has one epoch only.
    """
    first = first_epochs(base) if row.is_curriculum else 0
    stages: tuple[PairStage, ...] = (_stage(row.shares, base.epochs - first),)
    if row.is_curriculum:
        stages = (_stage(EASY.shares, first), *stages)
    return replace(base, name=f"{base.name}-{row.key}", seed=seed, stages=stages)


def _stage(shares: NegativeShares, epochs: int) -> PairStage:
    parts = {"easy": shares.easy, "hard": shares.hard}
    name = " and ".join(part for part, share in parts.items() if share > 0)
    return PairStage(name=name, epochs=epochs, **parts)
