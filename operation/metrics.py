"""Numbers for the operator's monitoring; no label of them tells of a child.

Durations are measured as work is done; how many of what there is is asked when the page is read.
"""

import time
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)


class Metrics:
    """The numbers of one process."""

    def __init__(self, gauges: Callable[[], Awaitable[Mapping[str, int]]]) -> None:
        """Ask `gauges` for the numbers of the moment whenever the page is read."""
        self._gauges = gauges
        self._registry = CollectorRegistry()
        self._shown: dict[str, Gauge] = {}
        self._work = Histogram(
            "helpline_work_seconds",
            "how long one piece of work took",
            ["what"],
            registry=self._registry,
            buckets=_SECONDS,
        )
        ProcessCollector(registry=self._registry)

    def timed[W](
        self, what: str, work: Callable[[W], Awaitable[None]]
    ) -> Callable[[W], Awaitable[None]]:
        """Return the work with its duration measured."""
        observed = self._work.labels(what)

        async def timed_work(one: W) -> None:
            begun = time.monotonic()
            await work(one)
            observed.observe(time.monotonic() - begun)

        return timed_work

    def app(self) -> web.Application:
        """Return an application that serves `/metrics`."""
        app = web.Application()
        app.router.add_get("/metrics", self._show)
        return app

    async def _show(self, _request: web.Request) -> web.Response:
        for name, number in (await self._gauges()).items():
            if name not in self._shown:
                self._shown[name] = Gauge(
                    f"helpline_{name}", name.replace("_", " "), registry=self._registry
                )
            self._shown[name].set(number)
        return web.Response(
            body=generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )
