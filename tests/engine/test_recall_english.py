"""What the user has told is answered with that, and nothing else is."""

from __future__ import annotations

import pytest

from engine.tasks.objections import Objections
from engine.tasks.recall_english import asks_after_told, makes_up, may_answer

TOLD = (
    "My name is Kim, and I live in Oslo.",
    "Nice to meet you, Kim!",
    "My sister Ana is here.",
    "How long will she stay?",
    "A week. She lives in Berlin.",
    "I see.",
    "I'm a nurse.",
    "A nurse!",
)


@pytest.mark.parametrize(
    ("question", "answer", "others"),
    [
        ("What's my name?", {"Kim", "Ana"}, {"Oslo", "Berlin"}),
        ("What is my sister called?", {"Ana"}, {"Kim", "Oslo", "Berlin"}),
        ("Where do I live?", {"Oslo"}, {"Kim", "Ana", "Berlin"}),
        ("Where does my sister live?", {"Berlin"}, {"Kim", "Ana", "Oslo"}),
        ("Which city am I from?", {"Oslo"}, {"Kim", "Ana", "Berlin"}),
        ("What is my job?", set(), {"Kim", "Ana", "Oslo", "Berlin"}),
        ("Do you remember my brother's name?", set(), {"Kim", "Oslo", "Ana", "Berlin"}),
    ],
)
def test_names_answer_what_they_were_told_of(question: str, answer: set[str], others: set[str]) -> None:
    turns = (*TOLD, question)
    assert asks_after_told(question)
    assert {name for name in answer | others if may_answer(name, turns)} == answer
    objections = Objections(turns, "en")
    assert set(objections.told) == answer
    assert all(objections.forbid(f"It's {name}, I think.") for name in others)
    assert not any(objections.misremembers(f"It's {name}, I think.") for name in answer)


@pytest.mark.parametrize(
    ("text", "invented"),
    [
        ("You are a nurse.", False),
        ("You are a nursing one.", False),
        ("You live in Oslo.", False),
        ("I don't know.", False),
        ("You are a lawyer.", True),
        ("Your job is doctor.", True),
        ("You told me your job: a cook.", True),
        ("You told me: Berlin.", False),
        ("You live in life.", True),
        ("Your sister is called Heed.", True),
    ],
)
def test_answers_say_what_users_have_spoken_of(text: str, invented: bool) -> None:
    assert makes_up(text, (*TOLD, "What do you know?")) == invented


@pytest.mark.parametrize("question", ["What is the capital of France?", "I live in Oslo.", "How are you?"])
def test_other_questions_are_not_after_what_was_told(question: str) -> None:
    assert not asks_after_told(question)
    assert not Objections((*TOLD, question), "en").misremembers("It is Paris.")


@pytest.mark.parametrize(
    ("question", "text", "wrong"),
    [
        ("Where does my sister live?", "You said your sister.", True),
        ("Where does my sister live?", "You live in Berlin, I think.", True),
        ("Where does my sister live?", "In Berlin, I think.", False),
        ("What's my name?", "I see.", True),
        ("What's my name?", "Kim, as you said.", False),
        ("What's my brother's name?", "I see.", True),
        ("What's my brother's name?", "Your sister is called Ana.", True),
        ("What's my brother's name?", "You haven't told me.", False),
        ("Where does my sister live?", "I don't know, you haven't told me. Berlin!", True),
        ("Do I look good?", "I see no faces.", False),
    ],
)
def test_what_only_a_name_answers_is_answered_with_one(question: str, text: str, wrong: bool) -> None:
    assert Objections((*TOLD, question), "en").misremembers(text) == wrong


def test_a_pet_is_any_animal() -> None:
    turns = ("I'm Ann.", "Hello!", "I have a rabbit, Miso.", "I see.", "What's my pet's name?")
    assert Objections(turns, "en").told == ("Miso",)


def test_what_only_heed_has_said_was_not_told() -> None:
    turns = (
        "I have a cat called Miso.",
        "A cat, Mida! How old is it?",
        "Two.",
        "I see.",
        "What's my cat's name?",
    )
    assert Objections(turns, "en").misremembers("It's Mida, I think.")
    assert not Objections(turns, "en").misremembers("It's Miso, I think.")
