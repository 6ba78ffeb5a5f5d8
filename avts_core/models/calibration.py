"""What turns a network's peaks into answers; part of every bundle."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class ConfidenceModel:
    """A logistic model of "the answer is right within 60 ms".

    Fitted on people not trained on (`avts_core.training.calibration`); what the weights
    weigh is in `avts_core.sync.estimate.Signs`.
    """

    bias: float = -5.0
    clarity: float = 0.4
    """Weight of how far the peak stands out, near and far."""
    agreement: float = 0.4
    """Weight of the same, as far as single seconds agree with the peak."""
    log_range: float = -1.0
    """Weight of the logarithm of how many more lags than usual were tried."""


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """What turns a network's peaks into answers."""

    zero_ms: float = 0.0
    """What the network says of footage that is in sync; taken off every answer."""
    spread_ms: float = 10.0
    """Half of the error, in 95 of 100 people, that more footage of a person does not
    cure."""
    second_ms: float = 12.0
    """Standard deviation of the offset read off one second of lips of one person, about
    what more footage of that person gives; cautious enough for 95 of 100 excerpts."""
    window_scale: float = 30.0
    """Inverse temperature of the lag's log-likelihood for one second of pictures."""
    confidence: ConfidenceModel = field(default_factory=ConfidenceModel)
