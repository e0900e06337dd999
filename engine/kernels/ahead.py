"""Several steps of a greedy or plain beam search without Python between them.

For a small network Python takes longer than the step: it calls torch, keeps the beam, and asks every rule.
Here the beam stays in tensors. Rules that read what is written are asked afterwards: they seldom object, and
then the search goes back to the step before, as states are values.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from engine.kernels.top import top

DROP = 8  # finished sentences stay until one in so many is: taking one out copies all others


class Plan(NamedTuple):
    """What a search asks of every step."""

    beam: int
    eos: int
    banned: Tensor  # columns of the logits
    end: int  # the column of `eos`
    tokens: Tensor | None  # the token of each column that is not closed; None: they are the same
    least: int  # tokens before the end
    patience: float  # ends of a sentence that suffice; greedy search stops at the first
    penalties: list[float]  # what sums are divided by, after 0, 1, 2 ... tokens
    coverage_penalty: float  # as in `penalties.coverage_penalty`
    longest: Tensor  # (sentences,), tokens that each may come to have
    at_longest: Tensor  # (sentences,), penalties there


class Standing(NamedTuple):
    """What is known before a step."""

    token: Tensor  # (rows,), written last
    sums: Tensor  # (rows,), float64; minus infinity: there is no hypothesis in the row
    ended: Tensor  # (sentences,), float64, the best score that has ended; minus infinity: none has
    complete: Tensor  # (sentences,), how many have ended
    done: Tensor  # (sentences,), finished
    coverage: Tensor | None  # (rows, source), what each source token got; None: that does not count


Fields = tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor | None, Tensor | None]


class Taken(NamedTuple):
    """What a step gave; candidates are best first. n is twice the beam, or 1 in greedy
    search, width the beam, or what there is."""

    sums: Tensor  # (sentences, n), float64
    scores: Tensor  # (sentences, n)
    tokens: Tensor  # (sentences, n)
    rows: Tensor  # (sentences, n): of all sentences' rows, the one that a candidate continues
    kept: Tensor  # (sentences, width): which candidates live on, best first
    news: Tensor  # (sentences,): one has ended, or the sentence is finished
    attention: Tensor  # (rows, layers, heads, source)
    coverage: Tensor | None  # (rows, source), with what this step gave
    uncovered: Tensor | None  # (rows,), float64, the penalty for what is not covered


class Ahead(nn.Module):
    """See `PackedTransformer.ahead`."""

    def __init__(self, decoder: nn.Module, output: nn.Module) -> None:
        """decoder: a `layers.PackedDecoder`; output: an `output.Output`."""
        super().__init__()
        self.decoder, self.output, self.drop = decoder, output, DROP

    def forward(
        self,
        steps: int,
        plan: Plan,
        standing: Standing,
        written: int,
        place: int,
        columns: int,
        cache: list[Tensor],
        own: Tensor | None,
        source_keys: list[Tensor],
        source_values: list[Tensor],
        mask: Tensor | None,
        weight: Tensor | None,
        bias: Tensor | None,
    ) -> tuple[list[Fields], list[Tensor | None]]:
        """At most so many steps, each as what makes a `Taken` (TorchScript is slow to name things), and
        after each the state's `own`. written: tokens so far; the rest as in `layers.PackedDecoder` and
        `output.Output`. It stops early when enough sentences are finished to drop them.
        """
        token, sums, ended, complete, done, coverage = standing
        token_of = plan.tokens
        sentences = ended.shape[0]
        each = token.shape[0] // sentences
        first = torch.arange(sentences, device=token.device).unsqueeze(1)
        only = torch.zeros_like(first)
        order = torch.arange(2 * plan.beam, device=token.device)
        lengths = torch.arange(written + 1, written + steps + 1, device=token.device)
        longest = plan.longest <= lengths.unsqueeze(1)  # (steps, sentences)
        found: list[Fields] = []
        owns: list[Tensor | None] = []
        for step in range(steps):
            length = written + step + 1
            x, attention, own = self.decoder(
                token,
                place + step,
                sentences,
                columns,
                cache,
                own,
                None,
                source_keys,
                source_values,
                mask,
                None,
            )
            owns.append(own)
            columns += each
            uncovered: Tensor | None = None
            if coverage is not None:
                coverage = coverage + attention.float().mean((1, 2))
                short = coverage.double().clamp(1e-6, 1.0).log().sum(1)
                uncovered = plan.coverage_penalty * short
            logits = self.output(x, weight, bias)
            logs = torch.log_softmax(logits, 1, dtype=torch.float32).index_fill_(1, plan.banned, -torch.inf)
            if length <= plan.least:
                logs.select(1, plan.end).fill_(-torch.inf)
            if plan.beam == 1:
                scores, chosen = top(logs, 1)
                tokens = chosen if token_of is None else token_of[chosen]
                ranked = sums.unsqueeze(1) + scores
                rows, kept, live, width = first, only, ranked, 1
                finished = (tokens == plan.eos).logical_or_(ranked == -torch.inf).squeeze(1)
                finished.logical_or_(longest[step])
                news = finished
            else:
                best, chosen = top(logs, plan.beam + 1)
                if token_of is not None:
                    chosen = token_of[chosen]
                per = best.shape[1]
                n = min(2 * plan.beam, each * per)
                width = min(plan.beam, n - each)
                ranked, places = (sums.unsqueeze(1) + best).view(sentences, -1).topk(n)
                tokens = chosen.view(sentences, -1).gather(1, places)
                scores = best.view(sentences, -1).gather(1, places)
                rows = torch.div(places, per, rounding_mode="floor") + each * first
                ends = (tokens == plan.eos).logical_and_(ranked > -torch.inf)
                # Those that do not end come first, in their order; a row has one end at most.
                kept = (order[:n] + n * ends).topk(width, largest=False)[1]
                live = ranked.gather(1, kept)
                over = ends[:, : plan.beam]
                totals = ranked[:, : plan.beam] / plan.penalties[length]
                if uncovered is not None:
                    totals = totals + uncovered[rows[:, : plan.beam]]
                closed = torch.where(over, totals, -torch.inf)
                ended = torch.maximum(ended, closed.amax(1))
                complete = complete + over.sum(1)
                # Sums only fall, and no source need be uncovered in the end: no growing hypothesis can come
                # to rank before this.
                bound = live[:, 0] / plan.at_longest.clamp(min=plan.penalties[length + 1])
                finished = (bound <= ended).logical_or_(longest[step])
                finished.logical_or_(live[:, 0] == -torch.inf).logical_or_(complete >= plan.patience)
                news = over.any(1).logical_or_(finished)
            done = done.logical_or(finished)
            found.append((ranked, scores, tokens, rows, kept, news, attention, coverage, uncovered))
            if self.drop * int(torch.count_nonzero(done)) >= sentences:
                break
            sums = live.flatten()
            token = tokens.flatten() if plan.beam == 1 else tokens.gather(1, kept).flatten()
            if own is not None or coverage is not None:
                past = rows.gather(1, kept).flatten()
                own = None if own is None else own.index_select(0, past)
                coverage = None if coverage is None else coverage.index_select(0, past)
            each = width
        return found, owns
