import pytest

from contract.identity import lane_of, new_terminal_id, shard_of
from contract.topics import Down, Topic, TopicError, Up, all_lanes, lane_filters

TERMINAL = "0123456789abcdef"


@pytest.mark.parametrize("channel", [*Up, *Down])
def test_a_topic_survives_the_round_trip(channel: Up | Down) -> None:
    topic = Topic(new_terminal_id(), channel)
    assert Topic.parse(topic.render()) == topic


def test_a_shard_that_is_not_the_terminals_is_refused() -> None:
    foreign = f"{(int(shard_of(TERMINAL), 16) + 1) % 256:02x}"
    with pytest.raises(TopicError, match="shard"):
        Topic.parse(f"beket/v1/{foreign}/{TERMINAL}/up/report")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "beket/v1",
        "beket/v2/9f/0123456789abcdef/up/report",
        f"beket/v1/{shard_of(TERMINAL)}/{TERMINAL}/up/ack",
        f"beket/v1/{shard_of(TERMINAL)}/{TERMINAL}/sideways/report",
        f"beket/v1/{shard_of(TERMINAL)}/{TERMINAL}/up/report/more",
        "beket/v1/9F/0123456789ABCDEF/up/report",
        "beket/v1/+/#/up/report",
    ],
)
def test_what_is_no_topic_of_ours_is_refused(text: str) -> None:
    with pytest.raises(TopicError):
        Topic.parse(text)


def test_the_lanes_together_take_every_shard_once() -> None:
    filters = [text for lane in all_lanes() for text in lane_filters(lane)]
    assert len(filters) == len(set(filters)) == 256


def test_a_terminals_shard_lies_in_its_lane() -> None:
    assert f"beket/v1/{shard_of(TERMINAL)}/+/up/+" in lane_filters(lane_of(shard_of(TERMINAL)))


def test_ids_do_not_repeat() -> None:
    assert len({new_terminal_id() for _ in range(1000)}) == 1000
