from portal.runtime import health


def test_a_heartbeat_of_now_means_worker_and_beat_are_there(db):
    health.record_heartbeat()
    assert "worker and beat" not in health.missing()
