"""What training on pairs makes small.

Dimensions: B batch.
"""

from torch import Tensor
from torch.nn import functional


def contrastive_loss(
    distance_B: Tensor, is_positive_B: Tensor, margin: float
) -> Tensor:
    """Return AVTS's loss: squared distance, or squared lack of distance.

    ``y d^2 + (1 - y) max(margin - d, 0)^2``, averaged (Korbar et al. 2018, eq. 1).

    Parameters
    ----------
    distance_B
        [shape=(B,)] between the embeddings of picture and sound.
    is_positive_B
        [shape=(B,), bool] whether they belong together.
    margin
        How far apart others should be.
    """
    short = functional.relu(margin - distance_B)
    terms = is_positive_B * distance_B.square() + ~is_positive_B * short.square()
    return terms.mean()


def fused_loss(logit_B: Tensor, is_positive_B: Tensor) -> Tensor:
    """Return the binary cross-entropy of a fused network's answers.

    Parameters
    ----------
    logit_B
        [shape=(B,)] of "they belong together".
    is_positive_B
        [shape=(B,), bool] whether they do.
    """
    return functional.binary_cross_entropy_with_logits(
        logit_B.float(), is_positive_B.float()
    )
