"""What may not be said again, and in which language."""

import pytest

from engine.tasks.objections import Objections, spelt

TALK = ("Hi, I'm Ann.", "Nice! What do you do?", "I paint. Do you like art?")


@pytest.mark.parametrize(
    "text",
    ["", "  ", "nice, what do you DO", "I paint, do you like art?", "我喜欢。", "a\ufffd"],
)
def test_nothing_repetitions_echoes_and_other_languages_are_forbidden(text: str) -> None:
    assert Objections(TALK, "en").forbid(text)


@pytest.mark.parametrize("text", ["I can't see pictures.", "Nice! What do you paint?", "I paint."])
def test_what_is_new_may_be_said(text: str) -> None:
    assert not Objections(TALK, "en").forbid(text)


def test_another_version_is_another_text() -> None:
    assert Objections(TALK, "en", ["I only write.", "No."]).forbid("I only write!")
    assert not Objections(TALK, "en", ["I only write.", "No."]).forbid("Yes.")


def test_chinese_turn_gets_no_english_reply() -> None:
    talk = Objections(("hello", "Hi!", "你好"), "zh")
    assert talk.forbid("Hello!")
    assert not talk.forbid("你好！我是Heed。")
    assert not talk.forbid("😀 1")
    assert not Objections(("what does 好 mean?",), "en").forbid("好 is good.")
    assert not Objections(("Bonjour",), "").forbid("好")


def test_the_more_of_a_reply_was_said_before_the_worse_it_is() -> None:
    talk = Objections(TALK, "en")
    new, half, old = (
        talk.loss(text) for text in ("How lovely.", "Nice! How lovely.", "What do you do? Nice.")
    )
    assert new == 0 < half < old


@pytest.mark.parametrize("text", ["You told me your name is Tom.", "Tom, as you said.", "You're Tom."])
def test_user_is_not_told_a_name_that_was_never_said(text: str) -> None:
    assert Objections(TALK, "en").forbid(text)
    assert not Objections(TALK, "en").forbid(text.replace("Tom", "Ann"))
    assert not Objections(("I like Tom Sawyer.",), "en").forbid(text)
    assert Objections(("Tell me a joke, tom or not",), "en").forbid(text)  # nobody is called so
    assert not Objections(("hi, i'm tom",), "en").forbid(text)
    assert Objections(("我叫小陈", "你好！", "我叫什么？"), "zh").forbid("你叫小明。")
    assert Objections(("I'm Tom.",), "en").forbid("My name is Tom.")
    assert not Objections(("I'm Tom.",), "en").forbid("My name is Heed.")


@pytest.mark.parametrize(
    ("turn", "reply", "forbidden"),
    [
        ("And where do I live?", "You live in Nasco.", True),
        ("And where do I live?", "In Nasco.", True),
        ("Do you remember where I'm from?", "You are from Rome.", True),
        ("What's my dog called?", "You said Rex.", True),
        ("And where do I live?", "You live in Naples.", False),
        ("Where do you live?", "In Nasco.", False),
        ("What should I see?", "See the Louvre.", False),
        ("I know where I live.", "In Nasco.", False),
        ("Next week. What's my name?", "You are Next.", True),
        ("Next week. What's my name?", "You are Marco.", False),
        ("My cat is called momo. What's my cat's name?", "It is Momo.", False),
    ],
)
def test_what_was_told_is_not_answered_with_a_name_that_was_never_said(
    turn: str, reply: str, forbidden: bool
) -> None:
    turns = ("I'm Marco. I live in Naples, with my dog.", "Oh, nice! Have you lived there long?", turn)
    assert Objections(turns, "en").forbid(reply) == forbidden


def test_names_that_were_told_come_latest_first() -> None:
    turns = (
        "I'm Marco. I live in Naples.",
        "Hello, Marco! Do you know Ann?",
        "Yes. Next, Naples?",
        "Ok.",
        "What did I say, Tom?",
    )
    assert Objections(turns, "en").told == ("Naples", "Marco")


def test_drawn_out_letters_and_words_speak_against_a_reply() -> None:
    talk = Objections(("x" * 900,), "en")
    assert talk.loss("Xxxxx, xxx.") > talk.loss("That is a long word.") == 0
    assert talk.loss("I like rock and rock.") > talk.loss("I like it more and more, rock and all.") == 0
    assert talk.loss("Games, and games.") > talk.loss("Very, very good games.") == 0


def test_names_of_whom_nobody_spoke_speak_against_a_reply() -> None:
    talk = Objections(TALK, "en")
    assert talk.loss("Hello, Tom!") > talk.loss("Hello, Ann!") == 0
    assert talk.loss("Hi, I am Heed.") == 0
    assert talk.loss("Good, on Sundays then.") == 0
    assert talk.loss("You said, An.") == talk.loss("You said, Tom.") > 0  # a part of a word is no name
    assert talk.forbid("Hello, Anna!")  # nearly the name that was told
    assert talk.forbid("Hello, Tom!")
    assert not talk.forbid("You said, Tom.")
    talk = Objections(("我叫小陈", "你好，小陈！", "我叫什么？"), "zh")
    assert talk.loss("你叫小明。") > talk.loss("你叫小陈。") == 0


def test_asking_the_same_in_other_words_speaks_against_a_reply() -> None:
    talk = Objections(("my two girls", "Two! How old are the girls?", "five and eight"), "en")
    assert talk.loss("How old are they?") > talk.loss("Five and eight! How are they?") == 0
    assert talk.loss("A good age. What are they called?") == talk.loss("How nice!") == 0


def test_relatives_and_pets_of_whom_nobody_spoke_speak_against_a_reply() -> None:
    talk = Objections(("My dog and two of my colleagues are ill.",), "en")
    assert talk.loss("Get well soon to your uncle!") > talk.loss("Get well soon to your dog!") == 0
    assert talk.loss("How is Your Sister?") > talk.loss("How is your work?") == talk.loss("A sister!") == 0


@pytest.mark.parametrize(
    ("turn", "unfeeling", "fitting"),
    [
        (
            "Someone stole my bicycle.",
            "That's great! What colour is it?",
            "That's annoying. What will you do?",
        ),
        ("My dog is sick.", "A dog! Are you looking forward to it?", "Poor dog. What does the vet say?"),
        ("Today was really stressful.", "That sounds nice. And now?", "That sounds hard. What happened?"),
        ("I burned the rice again.", "Sounds good! Enjoy it!", "Oh no. Is there anything else?"),
        ("I won a prize.", "Oh no, I'm sorry to hear that.", "Congratulations! What is it for?"),
        ("我失业了。", "真好！开心吗？", "怎么了？想说说吗？"),
        ("我今天很开心。", "抱歉听到这个。", "真好！为什么？"),
    ],
)
def test_joy_at_bad_news_and_pity_for_good_ones_speak_against_a_reply(
    turn: str, unfeeling: str, fitting: str
) -> None:
    talk = Objections((turn,), "")
    assert talk.loss(unfeeling) > talk.loss(fitting) == 0
    assert Objections(("What is your name?",), "").loss(unfeeling) == 0
    assert Objections(("ok, ill bring a prize",), "").loss("Good choice.") == 0


@pytest.mark.parametrize(
    ("turn", "wrong", "right"),
    [
        ("Are you ChatGPT?", "Yes, I am.", "No, I'm Heed."),
        ("are you a real person", "Of course!", "I am a program."),
        ("你是真人吗？", "是的。", "不是，我是个程序。"),
    ],
)
def test_heed_is_nobody_else(turn: str, wrong: str, right: str) -> None:
    assert Objections((turn,), "").forbid(wrong)
    assert not Objections((turn,), "").forbid(right)


@pytest.mark.parametrize("turn", ["What's your name?", "Who are you?", "and who made you?"])
def test_users_are_not_told_their_own_name_when_they_ask_for_heeds(turn: str) -> None:
    talk = Objections(("I'm Tom.", "Hello, Tom!", turn), "en")
    assert talk.forbid("Tom, as you said.")
    assert not talk.forbid("I'm Heed. And you are Tom.")
    assert not Objections(("I'm Tom.", "Hello, Tom!", "What's my name?"), "en").forbid("Tom, as you said.")
    assert not Objections(("What is two plus two?",), "en").forbid("Four.")  # a word is no name
    assert not Objections(("我是王芳。",), "zh").forbid("你叫什么名字？")
    assert Objections(("你好",), "zh").loss("你好，我是Heed。你叫什么名字？") == 0
    assert Objections(("我是王芳。", "你好！", "你是谁？"), "zh").forbid("你叫王芳。")


def test_heeds_name_is_no_answer_to_who_the_user_is() -> None:
    talk = Objections(("I'm Tom.", "Hello, Tom!", "Who am I?"), "en")
    assert talk.loss("I'm Heed.") > talk.loss("Your name is Tom, and I'm Heed.") == 0
    assert Objections(("Who are you, and who am I?",), "en").loss("I'm Heed.") == 0


def test_users_are_not_told_their_name_where_they_ask_for_something_else() -> None:
    talk = ("I'm Tom, I live in Rome.", "Hello, Tom!")
    assert Objections((*talk, "Where do I live?"), "en").loss("You told me: Tom.") > 0
    assert Objections((*talk, "What's my name?"), "en").loss("You told me: Tom.") == 0
    assert Objections((*talk, "Do you remember what I'm called?"), "en").loss("Your name is Tom.") == 0


@pytest.mark.parametrize(
    "text",
    [
        "What do you like about Tom?",
        "They are called Tom.",
        "What is Tom like?",
        "Your favorite food is Tom.",
        "I'm Heed. Who is your name?",
        "Your dog is called dog.",
    ],
)
def test_users_are_not_spoken_of_as_of_somebody_else(text: str) -> None:
    assert Objections(("I'm Tom.", "Hello, Tom!", "I live in Rome."), "en").loss(text) > 0


@pytest.mark.parametrize(
    "text", ["Nice town, Tom!", "You are Tom.", "Your name is Tom.", "Tom, what is it like?"]
)
def test_users_may_be_called_by_their_name(text: str) -> None:
    assert Objections(("I'm Tom.", "Hello, Tom!", "I live in Rome."), "en").loss(text) == 0


@pytest.mark.parametrize(
    "text",
    [
        "I like to read, camp and swim.",
        "My favorite food is pizza.",
        "I like ghosts.",
        "My wife works there.",
        "I went there last year.",
        "我喜欢吃面条。",
    ],
)
def test_heed_has_no_life_of_a_person(text: str) -> None:
    assert Objections(("Tell me more.",), "").loss(text) > 0


@pytest.mark.parametrize(
    "text",
    [
        "I like to hear about your dog.",
        "I live in a computer.",
        "I can't swim.",
        "I like that.",
        "I like words.",
    ],
)
def test_heed_may_speak_of_itself(text: str) -> None:
    assert Objections(("I have a dog.",), "").loss(text) == 0


@pytest.mark.parametrize(
    ("turn", "misplaced"),
    [
        ("I grew up on a farm.", "Welcome back! How was your day?"),
        ("I forgot my mother's birthday.", "Happy birthday!"),
        ("Can you write me a poem?", "I can't look things up, sorry."),
        ("My daughter starts school tomorrow.", "Goodbye! Take care."),
        ("Someone stole my bike.", "Oh no, get well soon!"),
        ("My boss praised me.", "Nice to meet you too!"),
        ("I want to learn to play the guitar.", "I'm fine, thank you! How are you?"),
        ("Is it hard?", "Glad to hear that!"),
        ("How can I meet people?", "Hi! How often do you do it?"),
        ("我家楼下新开了一家面馆。", "回头见！"),
    ],
)
def test_formulas_for_another_occasion_speak_against_a_reply(turn: str, misplaced: str) -> None:
    assert Objections((turn,), "").loss(misplaced) > Objections((turn,), "").loss("Tell me more.") == 0


@pytest.mark.parametrize(
    ("turn", "fitting"),
    [
        ("I'm home!", "Welcome home! Are you tired?"),
        ("It's my birthday today.", "Happy birthday!"),
        ("Who wrote Hamlet?", "I look nothing up, sorry."),
        ("gotta go", "Goodbye! Take care."),
        ("I have a headache.", "Get well soon!"),
        ("I'm Ann.", "Nice to meet you, Ann!"),
        ("Nice to meet you.", "Hi! How are you?"),
        ("thx", "You're welcome!"),
        ("Hi, how r u?", "I'm well, thanks. And you?"),
        ("I passed!", "Glad to hear that!"),
        ("谢谢", "不客气！"),
        ("我要睡了", "晚安！"),
    ],
)
def test_formulas_have_their_occasions(turn: str, fitting: str) -> None:
    assert Objections((turn,), "").loss(fitting) == 0


def test_spelling_is_without_capitals_and_marks() -> None:
    assert spelt("How are YOU?!") == spelt("how are you")
    assert spelt("?!") != spelt("")


def test_users_are_greeted_by_their_own_name() -> None:
    talk = Objections(("Hi, I'm Tessa and I live in Ghent with Ivo.",), "en")
    assert talk.forbid("Hello, Ghent! I'm Heed.")
    assert talk.forbid("Welcome Ivo!")
    assert not talk.forbid("Hello, Tessa! How is Ghent?")
    assert not talk.forbid("Hello there! How is Ghent?")
    assert talk.named == ("Tessa", "Ghent", "Ivo")
    assert Objections(("Hello",), "en").forbid("Hi Bryo! I'm Heed.")
    assert not Objections(("Hello",), "en").forbid("Hello! I'm Heed.")


def test_nobody_is_called_heed_but_heed() -> None:
    turns = ("I'm Tessa.", "Hello, Tessa!", "What's my name?")
    assert Objections(turns, "en").forbid("Your name is Heed, Tessa.")
    assert not Objections(("I'm Heed, too.", "Really?", "What's my name?"), "en").forbid("Your name is Heed.")


def test_words_put_together_that_begin_like_a_name_are_not_said() -> None:
    turns, words = ("I have a cat called Miso.",), {"mice", "how", "nice", "you", "see"}
    talk = Objections(turns, "en", words=words)
    assert talk.forbid("Mida! How old is it?")
    assert talk.forbid("Misososo, nice.")
    assert talk.forbid("Kiso! How old is it?")
    assert not talk.forbid("Miso! How old is it?")
    assert not talk.forbid("Mice, you see?")
    assert talk.forbid("Nice, what is Poly like?")
    assert not talk.forbid("See, what is Nice like?")
    assert not talk.forbid("Congratulations!")
    assert not Objections(turns, "en").forbid("Mida! How old is it?")


def test_numbers_that_were_told_are_not_changed() -> None:
    talk = Objections(("I'm 25 years old.",), "en")
    assert talk.forbid("52, nice. How does it feel?")
    assert not talk.forbid("25, nice. How does it feel?")
    assert not talk.forbid("Nice. How does it feel?")
    assert not Objections(("What is 2 and 2?",), "en").forbid("That's 4.")
    assert not Objections(("How old are you?",), "en").forbid("I have 0 years.")


@pytest.mark.parametrize("text", ["Haha!", "Yes, right.", "哈哈哈", "嗯！！！", "好的。"])
def test_replies_without_a_sentence_cost(text: str) -> None:
    talk = Objections(("My team has won, and I was there.",), "")
    assert talk.loss(text) > talk.loss("Ha, how was it there?") == talk.loss("哈哈，怎么样？") == 0
