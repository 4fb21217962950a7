from portal.runtime import logs


def test_a_large_log_is_cut_and_its_last_part_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(logs, "_LARGEST", 10)
    log = tmp_path / "web.log"
    with log.open("ab") as writer:
        writer.write(b"eleven byte")
        writer.flush()
        logs.rotate(log)
        writer.write(b"goes on")
    assert log.read_bytes() == b"goes on"
    assert (tmp_path / "web.log.1").read_bytes() == b"eleven byte"


def test_a_small_log_is_left_alone(tmp_path):
    log = tmp_path / "web.log"
    log.write_bytes(b"small")
    logs.rotate(log)
    assert log.read_bytes() == b"small"
