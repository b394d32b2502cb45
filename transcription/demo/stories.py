"""What the customers of the demo's calls call about: four stories for each topic."""

from typing import Final, NamedTuple


class Scenario(NamedTuple):
    """One thing that customers call about, from their first words to how it is solved."""

    problem: str
    question: str
    answer: str
    cause: str
    solution: str
    choice: str
    half_solution: str
    brush_off: str


SCENARIOS: Final[dict[str, tuple[Scenario, ...]]] = {
    "billing": (
        Scenario(
            (
                "Hello, my name is {customer}. "
                "I was charged twice for my {item}. I saw it on my card {past}."
            ),
            "Can you tell me the date and the amount of the second payment?",
            "It was {money} dollars, {past}.",
            (
                "Thank you. I can see it now. "
                "The payment was taken two times because of an error on our side."
            ),
            (
                "I can return {money} dollars to your card today, or take it off your next bill. "
                "Which do you prefer?"
            ),
            "The money back on my card, please.",
            "I will send it to the billing team.",
            "The bill is always right. You have to pay it.",
        ),
        Scenario(
            "Hi, this is {customer}. My bill is {money} dollars too high. I do not know why.",
            "Did you get an email from us about a new price?",
            "No, only the bill. There was no letter and no email.",
            (
                "I can see the reason now. "
                "Your old discount ended, so the price went up by {money} dollars."
            ),
            (
                "We should have told you before. "
                "I can take {money} dollars off this bill, or give you a better plan."
            ),
            "That is fair. Take it off the bill, please.",
            "I can give you {money} dollars back.",
            "I can not change that. Write an email to the billing team.",
        ),
        Scenario(
            (
                "Good {part}. I paid for a {item} {past}, but you still send me a reminder. "
                "I want this corrected."
            ),
            "Did you pay by card or by bank transfer?",
            "I paid by card, as always.",
            "I have found your payment. It was booked to the wrong account.",
            (
                "I have corrected that now. "
                "You do not have to pay anything, and the reminder is cancelled."
            ),
            "Good, that helps me a lot.",
            "All right, I will cancel the reminder.",
            "Then call your bank. That is not my job.",
        ),
        Scenario(
            (
                "Hi, I am {customer}. I sent the {item} back {past}. "
                "My refund of {money} dollars is still missing."
            ),
            "Do you have the number of the package, or a note from the shop?",
            "Yes, I have the note from the shop right here.",
            (
                "The {item} is back in our warehouse. "
                "Nobody has opened the refund yet. That was our mistake."
            ),
            "I have started the refund now. I can send it to your card or to your bank account.",
            "To my bank account, please.",
            "I will ask the warehouse about it.",
            "Refunds take time. You just have to wait.",
        ),
    ),
    "shipping": (
        Scenario(
            "Hello, my name is {customer}. I ordered a {item} {past} and it has not arrived.",
            "Can you please confirm the street and the city for me?",
            "It is Lake Street, number {number}, the same as always.",
            "I have checked with the driver. The package is still in our warehouse in the city.",
            (
                "I can send you a new {item} by express today, or give you your money back. "
                "Which do you prefer?"
            ),
            "A new one by express, please.",
            "I will ask the driver where it is.",
            "It is late, so what? All packages are late now.",
        ),
        Scenario(
            (
                "Hi, this is {customer}. The website says my {item} was delivered {past}. "
                "I did not receive anything."
            ),
            "Could a neighbor have taken the package for you?",
            "No, I asked all my neighbors. Nobody has seen it.",
            (
                "I can see what happened. The package was sent to your old address. "
                "It is on its way back to us."
            ),
            (
                "I have changed the address. "
                "You can have a new {item} at home, or pick one up at our shop."
            ),
            "I would like it at home.",
            "I will send you a new {item}.",
            "The system says it was delivered. I can not do anything.",
        ),
        Scenario(
            "Good {part}. I got the wrong package {past}. I ordered a {item} for my {room}.",
            "What is in the package that you have now?",
            "There is a red lamp in it. I do not need a lamp.",
            (
                "I am looking at it now. "
                "The label of your package was damaged, so you got another one."
            ),
            (
                "You can keep the lamp. "
                "I will send you the {item} by express, and you do not pay for that."
            ),
            "Oh, that is very kind. Great.",
            "Send it back to us, and we will check it.",
            "You have to ask the driver, not me.",
        ),
        Scenario(
            (
                "Hi, I am {customer}. I need to change the address for my new {item}. "
                "It should arrive on {day}."
            ),
            "Of course. What is the new address, please?",
            "It is Hill Street, number {number}, in the same city.",
            "Thank you. The package has not left our warehouse, so we can still change that.",
            "I have changed the address to Hill Street. The driver will call you before he comes.",
            "Great, I will be at home.",
            "Okay, I have written down the new address.",
            "It is too late for that. You should have said that before.",
        ),
    ),
    "product": (
        Scenario(
            "Hello, my name is {customer}. My new {item} stopped working {past}.",
            "What happens when you press the red button?",
            "Nothing happens. It makes a short noise and stops.",
            "That tells me a lot. There is a known problem with the power supply.",
            (
                "First, please take out the plug and wait for {number} minutes. "
                "Then press the red button and hold it."
            ),
            "All right, I did that. Now the light is green, and it works again. Wonderful.",
            "Please turn it off and on again.",
            "Did you read the manual? It is all in there.",
        ),
        Scenario(
            "Hi, this is {customer}. I bought a {item} {past} and it will not turn on.",
            "Have you tried another plug in a different room?",
            "Yes, I tried that {past}. It did not help.",
            (
                "Thank you for checking that. Then the battery is broken. "
                "It is covered by your warranty."
            ),
            (
                "I can send you a new {item} for free, or a technician can come to you. "
                "Which do you prefer?"
            ),
            "A new one would be better.",
            "Send it back to us, and we will check it.",
            "You must have broken it. The warranty does not cover that.",
        ),
        Scenario(
            (
                "Good {part}. The {item} in my {room} makes a loud noise. "
                "It is only {number} weeks old."
            ),
            "Is the noise always there, or only when it is hot?",
            "Only when it is hot. Then it is really loud.",
            "That sounds like the filter is blocked. We can clean it together.",
            (
                "Please open the cover on the left side. "
                "Now take out the filter and wash it with cold water."
            ),
            "Okay, one moment. Yes, the noise is gone. Thank you.",
            "You can clean the filter. It is in the manual.",
            "It is not a problem. They all make a noise.",
        ),
        Scenario(
            "Hi, I am {customer}. My {item} gets very hot and smells bad. Is that safe?",
            "Is the light on the back green or red?",
            "It was green, but now it is red.",
            (
                "Please take out the plug now and do not use it again. "
                "The red light means that it is too hot."
            ),
            "You get a new {item} from us, and we pick up the old one. Is {day} good for you?",
            "Yes, {day} is fine.",
            "Please do not use it. I will send you a new {item}.",
            "Just buy a new one. They are not expensive.",
        ),
    ),
    "complaint": (
        Scenario(
            (
                "My name is {customer}, and I want to make a complaint. "
                "I called {number} times about my {item}. Nobody called me back."
            ),
            "When did you call us, and who did you speak to?",
            "I called {past}, in the {part}. I do not remember the name.",
            (
                "I have read the notes of your last calls. "
                "We made a mistake, and nobody opened a case."
            ),
            "I will open a case in my own name. I can also give you {money} dollars as an apology.",
            "All right, that sounds fair.",
            "I will write down your complaint.",
            "Other customers wait longer than you.",
        ),
        Scenario(
            (
                "I am very unhappy with your service. "
                "You promised to repair my {item} {past}. Nobody came."
            ),
            "Did anyone call you or give you a case number?",
            "No, nobody called, and nobody gave me a number.",
            "You are right. The technician was ill, and nobody told you. That was wrong.",
            "A technician can come on {day}, or we give you a new {item}. Which do you prefer?",
            "I will take the new one.",
            "I can send a technician on {day}.",
            "I was not there, so I can not say anything about it.",
        ),
        Scenario(
            (
                "Hello, this is {customer}. I waited {number} hours at home for my {item}. "
                "That was a whole day of work lost."
            ),
            "Did the driver call you, or leave a message?",
            "No, there was no call and no message.",
            "I have asked the driver. He had the wrong number, so he could not call you.",
            (
                "I have two options for you. "
                "The driver comes on {day} in the evening, or you get {money} dollars back."
            ),
            "In the evening is better for me.",
            "I can tell the driver to come on {day}.",
            "Well, then you have to take another free day.",
        ),
        Scenario(
            (
                "I have to complain about one of your people. "
                "I asked about my {item} {past}, and he was rude to me."
            ),
            "Would you like to tell me what he said?",
            "He said it was my own fault, and then he was gone.",
            (
                "Thank you for telling me that. "
                "I have read the notes, and I agree. This should not have happened."
            ),
            (
                "I will speak to my manager myself, and she will call you on {day}. "
                "And now let us look at your {item}."
            ),
            "Okay. Thank you for taking it seriously.",
            "I will tell my manager about it.",
            "You can complain, but nobody reads it.",
        ),
    ),
}
