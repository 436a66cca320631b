"""A camera whose picture the test chooses while the page films it."""

import base64
from typing import Any

import cv2
from playwright.sync_api import Page

_CAMERA = """
(() => {
  if (window.puppet) return;
  const canvas = document.createElement("canvas");
  canvas.width = 1080; canvas.height = 1440;
  const pen = canvas.getContext("2d");
  const picture = new Image();
  setInterval(() => {
    if (picture.width) pen.drawImage(picture, 0, 0);
    // a still canvas sends no frames, and no camera sends the same one twice
    pen.fillStyle = `hsl(${Math.random() * 360} 60% 40%)`;
    pen.fillRect(0, 0, 16, 16);
  }, 40);
  window.puppet = (address) => { picture.src = address; return picture.decode(); };
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(25);
})();
"""


def take_over(page: Page) -> None:
    """From the next time that the page opens a camera. Twice is once."""
    page.evaluate(_CAMERA)


def show(page: Page, photo: Any) -> None:
    """`photo`: BGR, 1080 × 1440."""
    jpeg = cv2.imencode(".jpg", photo, [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes()
    page.evaluate("puppet", f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}")
