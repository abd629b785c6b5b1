"""How NumPy is set while kernels run."""

from __future__ import annotations

import numpy as np

from engine.kernels import scratch, settings


def test_settings_hold_while_kernels_run_and_no_longer():
    seen = []
    before = np.getbufsize(), np.geterr()
    scratch.run([lambda: seen.append((np.getbufsize(), np.geterr()))])
    ((size, errors),) = seen
    assert size == settings.BUFFER
    assert set(errors.values()) == {"ignore"}
    assert (np.getbufsize(), np.geterr()) == before
