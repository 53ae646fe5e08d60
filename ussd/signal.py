"""What an operator's word for the step means: dialled, answered, cancelled or released."""

from kernel.turn import Kind
from ussd.call import Status

Signal = tuple[Kind, Status | None]

BEGIN: Signal = (Kind.BEGIN, None)
CONTINUE: Signal = (Kind.CONTINUE, None)
ABORT: Signal = (Kind.END, Status.INCOMPLETE)  # cancelled by the caller, or timed out
RELEASE: Signal = (Kind.END, Status.SUCCESS)  # over, as agreed
