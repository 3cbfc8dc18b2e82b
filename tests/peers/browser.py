"""Headless Chromium, driven through its own protocol: one page, what it asks of a network, and what it shows."""

import asyncio
import itertools
import json
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
HANGS_S = 300  # after which a page does nothing any more, however busy the machine
OPTIONS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-dev-shm-usage", "--remote-debugging-port=0"),
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


class Page:
    """A page of a running Chromium; `asked` are the addresses that it asked for."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.asked: list[str] = []
        self.faults: list[str] = []
        self._numbers = itertools.count(1)

    async def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The answer to a command of the DevTools protocol; events on the way are noted."""
        number = next(self._numbers)
        await self.socket.send_json({"id": number, "method": method, "params": parameters})
        async with asyncio.timeout(HANGS_S):
            while True:
                message = json.loads((await self.socket.receive()).data)
                self._note(message)
                if message.get("id") == number:
                    assert "error" not in message, message
                    return dict(message["result"])

    def _note(self, message: dict[str, Any]) -> None:
        match message.get("method"):
            case "Network.requestWillBeSent":
                self.asked.append(message["params"]["request"]["url"])
            case "Runtime.exceptionThrown":
                self.faults.append(str(message["params"]["exceptionDetails"]))
            case "Log.entryAdded":
                self.faults.append(str(message["params"]["entry"]))

    async def open(self, url: str, width: int = 1280) -> None:
        """Loads an address in a window so wide, in CSS pixels, as on a phone where that is narrow."""
        shape = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 800}
        await self.send("Emulation.setDeviceMetricsOverride", **shape)
        await self.send("Page.navigate", url=url)
        await self.until("document.body?.dataset.ready === 'yes'")

    async def value(self, code: str) -> Any:
        """What an expression of JavaScript gives, as JSON."""
        answer = await self.send("Runtime.evaluate", expression=code, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    async def until(self, code: str) -> Any:
        """The first true value of an expression."""
        async with asyncio.timeout(HANGS_S):
            while not (found := await self.value(code)):
                await asyncio.sleep(0.02)
        return found

    async def click(self, selector: str, text: str) -> None:
        """Clicks the middle of the first element with this text, as a mouse does."""
        named = f"(one) => one.textContent === {json.dumps(text)}"
        wanted = f"[...document.querySelectorAll({json.dumps(selector)})].find({named})"
        box = "(one) => { one.scrollIntoView({block: 'center'}); return one.getBoundingClientRect().toJSON(); }"
        place = await self.value(f"({box})({wanted})")
        at = {"x": place["x"] + place["width"] / 2, "y": place["y"] + place["height"] / 2}
        for kind in ("mousePressed", "mouseReleased"):
            await self.send("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **at)


@asynccontextmanager
async def browsing(profile: Path) -> AsyncIterator[Page]:
    """A page of a fresh Chromium, whose files stand in `profile`; the browser ends with it."""
    process = subprocess.Popen(
        [str(CHROMIUM), *OPTIONS, f"--user-data-dir={profile}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(HANGS_S):
            while not (port := _port(profile)):
                assert process.poll() is None, "chromium ended"
                await asyncio.sleep(0.02)
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/json/list") as answer:
                (found,) = [one for one in await answer.json() if one["type"] == "page"]
            async with session.ws_connect(found["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                page = Page(socket)
                for domain in ("Page", "Network", "Runtime", "Log"):
                    await page.send(f"{domain}.enable")
                yield page
    finally:
        process.terminate()
        process.wait()


def _port(profile: Path) -> str:
    try:
        return (profile / "DevToolsActivePort").read_text().partition("\n")[0]
    except FileNotFoundError:
        return ""
