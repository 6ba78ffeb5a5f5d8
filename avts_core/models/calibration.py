"""What turns a network's peaks into answers; part of every bundle."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class ConfidenceModel:
    """A logistic model of "the answer is right", fitted on people not trained on."""

    bias: float = -6.0
    z: float = 1.2
    """Weight of the peak's height in standard deviations, capped at 8."""
    lead: float = 4.0
    """Weight of how far the best rival stays below the peak, capped at 1."""
    log_seconds: float = 1.0
    """Weight of the logarithm of the seconds of lips measured, capped at 30 s."""


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """What turns a network's peaks into answers."""

    zero_ms: float = 0.0
    """What the network says of footage that is in sync; taken off every answer."""
    spread_ms: float = 10.0
    """Half of the error, in 95 of 100 people, that more footage of a person does not
    cure."""
    window_scale: float = 30.0
    """Inverse temperature of the lag's log-likelihood for one second of pictures."""
    confidence: ConfidenceModel = field(default_factory=ConfidenceModel)
