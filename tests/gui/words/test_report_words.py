"""The report in Chinese, read back by Python's own HTML parser."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from engine.report_words import WORDS
from gui import language
from gui.exports import saving
from gui.words.report_words import MARKED


class Texts(HTMLParser):
    """Collects what a person reads, by the tag it stands in."""

    def __init__(self, text):
        super().__init__()
        self.open, self.found, self.language = [], {}, ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag == "html":
            self.language = dict(attrs)["lang"]
        if tag not in ("img", "meta"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open:
            self.found.setdefault(self.open[-1], []).append(data.strip())


@pytest.fixture
def chinese(app):
    language.apply(app, "zh_CN")
    yield
    language.apply(app, "en")


def test_all_words_of_the_report_are_marked():
    assert MARKED == WORDS


def test_report_is_written_in_the_language_of_the_window(
    chinese, session, controller, settled, photo_model, make_picture, tmp_path
):
    controller.open_files([photo_model, make_picture()])
    settled()
    controller.save(saving.report_writer(session), tmp_path / "r.html")
    settled()
    read = Texts((tmp_path / "r.html").read_text("utf-8"))
    assert read.language == "zh-CN"
    assert not read.open
    for tag in ("h2", "figcaption"):
        assert all(re.search("[\u4e00-\u9fff]", text) for text in read.found[tag]), read.found[tag]
    english = [text for text in read.found["dt"] if re.search("[a-z]", text)]
    assert english == ["Convolens", "NumPy", "Python"]
    settings = " ".join(read.found["dd"])
    assert "来自模型" in settings
    assert "网络" in settings
