"""LangChain's and LlamaIndex's stock summarisation of several texts, as a process of its own.

It runs in the Python that has them: LlamaIndex wants openai below 3, ``summarise`` wants 3. Without
arguments it prints the versions as JSON. With the name of a peer and a server's base URL, and if
they are not as below the model's context and the most tokens of an answer, it reads a JSON list of
texts for each event from standard input, and prints a JSON line for each summary.

Both are left as they come but for the server, the model and its context, temperature 0, the most
tokens of an answer, the time for it and, for LangChain, a count of tokens without a download.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version

PACKAGES = (
    "langchain-classic",
    "langchain-openai",
    "llama-index-core",
    "llama-index-llms-openai-like",
)
MODEL = "smollm2"
CONTEXT = 8192
MOST_TOKENS = 256
TIMEOUT = 600
"""Seconds for one answer: nobody is to ask twice because the machine is busy."""
QUERY = "Summarize the news in these reports."

Summarise = Callable[[Sequence[str]], str]


def langchain(base_url: str, context: int, most_tokens: int) -> Summarise:  # noqa: ARG001
    """Return ``load_summarize_chain`` with chain_type "map_reduce": each text, then all of them."""
    from langchain_classic.chains.summarize import (  # type: ignore[import-not-found]
        load_summarize_chain,
    )
    from langchain_core.documents import Document  # type: ignore[import-not-found]
    from langchain_openai import ChatOpenAI  # type: ignore[import-not-found]

    model = ChatOpenAI(
        model=MODEL,
        base_url=base_url,
        api_key="none",
        temperature=0,
        max_tokens=most_tokens,
        timeout=TIMEOUT,
        # tiktoken would download its tables, of another model at that. The count only decides
        # whether the summaries are collapsed before they are combined, from 3,000 tokens.
        custom_get_token_ids=lambda text: list(range(len(text) // 4)),
    )
    chain = load_summarize_chain(model, chain_type="map_reduce")

    def summarise(texts: Sequence[str]) -> str:
        documents = [Document(page_content=text) for text in texts]
        return str(chain.invoke({"input_documents": documents})["output_text"])

    return summarise


def llamaindex(base_url: str, context: int, most_tokens: int) -> Summarise:
    """Return a SummaryIndex that is asked with response_mode "tree_summarize"."""
    from llama_index.core import Document, SummaryIndex  # type: ignore[import-not-found]
    from llama_index.llms.openai_like import OpenAILike  # type: ignore[import-not-found]

    model = OpenAILike(
        model=MODEL,
        api_base=base_url,
        api_key="none",
        temperature=0,
        max_tokens=most_tokens,
        timeout=TIMEOUT,
        context_window=context,
        is_chat_model=True,
    )

    def summarise(texts: Sequence[str]) -> str:
        index = SummaryIndex.from_documents([Document(text=text) for text in texts])
        engine = index.as_query_engine(llm=model, response_mode="tree_summarize")
        return str(engine.query(QUERY))

    return summarise


PEERS: dict[str, Callable[[str, int, int], Summarise]] = {
    "LangChain": langchain,
    "LlamaIndex": llamaindex,
}


def main(arguments: Sequence[str]) -> None:
    """Print the versions, or the summary of each event and the seconds that it took."""
    if not arguments:
        print(json.dumps({name: version(name) for name in PACKAGES}))
        return
    peer, base_url, *room = arguments
    context, most_tokens = map(int, room or (CONTEXT, MOST_TOKENS))
    summarise = PEERS[peer](base_url, context, most_tokens)
    for texts in json.load(sys.stdin):
        start = time.perf_counter()
        text = summarise(texts)
        print(json.dumps({"text": text, "seconds": time.perf_counter() - start}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
