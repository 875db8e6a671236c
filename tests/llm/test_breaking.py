"""When calls are let through."""

import threading

from hypothesis import given
from hypothesis import strategies as st

from chatbot.llm.calling import Breaker


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def opened(clock: Clock) -> Breaker:
    """A breaker after three failures in a row."""
    breaker = Breaker(failures=3, pause=30.0, clock=clock)
    for _ in range(3):
        assert breaker.enter() == 0
        breaker.failed()
    return breaker


def test_the_third_failure_in_a_row_starts_a_pause() -> None:
    clock = Clock()
    breaker = opened(clock)
    assert breaker.enter() == 30.0
    clock.now += 29.5
    assert breaker.enter() == 0.5


def test_a_success_in_between_starts_the_count_anew() -> None:
    breaker = Breaker(failures=3, clock=Clock())
    for _ in range(5):
        breaker.failed()
        breaker.failed()
        breaker.succeeded()
        assert breaker.enter() == 0


def test_after_the_pause_one_is_let_through_and_its_success_lets_all_through() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += 30
    assert breaker.enter() == 0
    assert breaker.enter() == 30.0
    breaker.succeeded()
    assert [breaker.enter() for _ in range(5)] == [0] * 5


def test_a_trial_that_fails_starts_another_pause() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += 30
    assert breaker.enter() == 0
    clock.now += 5
    breaker.failed()
    assert breaker.enter() == 30.0


def test_a_trial_that_nobody_waited_for_leaves_the_next_to_try() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += 30
    assert breaker.enter() == 0
    breaker.dropped()
    assert breaker.enter() == 0
    assert breaker.enter() > 0


def test_a_trial_that_never_says_how_it_ended_does_not_close_it_for_ever() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += 30
    assert breaker.enter() == 0
    clock.now += 30
    assert breaker.enter() == 0


def test_dropped_calls_are_no_failures() -> None:
    breaker = Breaker(failures=3, clock=Clock())
    for _ in range(10):
        breaker.dropped()
    assert breaker.enter() == 0


@given(st.lists(st.sampled_from(["failed", "succeeded", "dropped"]), max_size=20))
def test_it_pauses_if_and_only_if_the_last_three_that_ended_failed(outcomes: list[str]) -> None:
    breaker = Breaker(failures=3, clock=Clock())
    ended: list[str] = []
    for outcome in outcomes:
        paused = ended[-3:] == ["failed"] * 3
        assert (breaker.enter() > 0) is paused
        if paused:
            return
        getattr(breaker, outcome)()
        ended += [outcome] if outcome != "dropped" else []


def test_of_many_threads_one_is_let_through_on_trial() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += 30
    start = threading.Barrier(8)
    waits: list[float] = []

    def enter() -> None:
        start.wait()
        waits.append(breaker.enter())

    threads = [threading.Thread(target=enter) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(waits) == [0.0] + [30.0] * 7
