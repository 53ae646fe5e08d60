"""A restart resumes with the data it had."""

import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

from simulator.options import Options
from simulator.world import build
from tests.simulator.cast import AWA
from tests.simulator.gateway import Gateway


def test_files_messages_faults_and_unfinished_pushes_survive(options: Options, gateway: Gateway) -> None:
    world = build(options)
    world.inbox.receive(AWA, "38400", "Bonjour")
    world.faults.order("apex", "down", times=3)
    application, _ = world.applications.file("certificat-origine", {"reference": "260123456789"})
    world.apex_events.announce(world.applications.move("260123456789", "signature", ""))
    world.stop()
    assert gateway.seen == []

    again = build(options)
    again.start()
    pushed = gateway.wait("/partner/events")[0]
    assert application["fileId"] in pushed.body.decode()
    assert [each["text"] for each in again.inbox.after(0)] == ["Bonjour"]
    assert again.faults.pending()[0].times == 3
    found = again.applications.find("260123456789")
    assert found is not None
    assert found["stage"] == "signature"
    again.stop()


def test_the_process_says_where_it_listens_and_ends_cleanly(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "simulator", "--port", "0", "--state", str(tmp_path / "state")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        url = line.removeprefix("Simulator listening on ").strip()
        with urllib.request.urlopen(url, timeout=60) as page:  # noqa: S310 - loopback
            assert "Prendre un téléphone" in page.read().decode()
        os.kill(process.pid, signal.SIGTERM)
        assert process.stdout.read() == ""
        assert process.wait(timeout=60) == 0
