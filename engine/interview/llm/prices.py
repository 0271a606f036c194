"""What a call costs by the list prices that genai-prices ships as data."""

import genai_prices

from engine.interview.contract import Usage
from engine.interview.llm.names import ModelName

BYTES_A_TOKEN = 4
"""Close for English and JSON, in every tokenizer of the large providers; only where no provider has counted."""


def estimated(name: ModelName, sent: tuple[str, ...], received: str) -> Usage:
    """What an answer that broke off has cost: the provider bills it, but the count comes only at its end."""
    told, written = sum(map(_tokens, sent)), _tokens(received)
    cost = _cost(name, genai_prices.Usage(input_tokens=told, output_tokens=written))
    return Usage(str(name), input_tokens=told, output_tokens=written, cost_usd=cost)


def _cost(name: ModelName, used: genai_prices.Usage) -> float | None:
    """None for a model that has no list price, such as a local one."""
    if name.api == "openai-chat":
        return None
    try:
        return float(genai_prices.calc_price(used, name.model, provider_id=name.provider).total_price)
    except LookupError:
        return None


def _tokens(text: str) -> int:
    return -(-len(text.encode()) // BYTES_A_TOKEN)
