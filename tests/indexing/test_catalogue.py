"""What goes with every chunk."""

from chatbot.chatbot import Chatbot
from chatbot.indexing.dense import DenseIndex
from chatbot.indexing.generations import Generations
from chatbot.settings import Settings


def test_every_chunk_carries_what_its_article_states(library: Settings) -> None:
    generation = Generations(library.index).current()
    assert isinstance(generation.dense, DenseIndex)
    stored = generation.dense._collection.get(include=["metadatas"])
    by_row = {
        int(name.partition(":")[0]): metadata
        for name, metadata in zip(stored["ids"], stored["metadatas"], strict=True)
    }
    assert len(by_row) == len(generation.chunks)
    found = {by_row[row]["article_id"]: by_row[row] for row in by_row}
    assert [by_row[row]["article_id"] for row in sorted(by_row)] == [
        chunk.article_id for chunk in generation.chunks
    ]
    assert found["old"] == {
        "article_id": "old",
        "review_status": "approved",
        "updated": "2020-01-02",
        "kind": "guideline",
        "jurisdiction": "US",
        "superseded_by": "new",
    }
    assert "superseded_by" not in found["leaflet"]
    assert "jurisdiction" not in found["leaflet"]


def test_the_rows_of_an_article_hold_its_chunks(library: Settings) -> None:
    generation = Generations(library.index).current()
    for article_id, entry in generation.catalogue.items():
        rows = range(*entry.rows)
        assert rows
        assert {generation.chunks[row].article_id for row in rows} == {article_id}
    assert sum(len(range(*e.rows)) for e in generation.catalogue.values()) == len(generation.chunks)


def test_nothing_stated_of_an_article_is_embedded(library: Settings) -> None:
    for chunk in Generations(library.index).current().chunks:
        for words in ("approved", "pending", "guideline", "2020-01-02", "Leaflet", "zebra*guide"):
            assert words not in chunk.embedded


def test_documents_for_langchain_carry_it_too(library: Settings) -> None:
    documents = Chatbot(library).retriever().invoke("dose")
    found = {document.metadata["article_id"]: document.metadata for document in documents}
    assert found["old"]["superseded_by"] == "new"
    assert found["old"]["kind"] == "guideline"
    assert found["leaflet"]["jurisdiction"] is None
