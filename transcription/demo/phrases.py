"""What the people of the demo's calls may say: the turns of each step of a call, by how well it goes.

A turn is one string of short sentences. `{slots}` are filled by `grammar`. The words are few on
purpose: the demo's checkpoint knows no others.
"""

from typing import Final, NamedTuple

Turns = tuple[str, ...]

SLOTS: Final[dict[str, Turns]] = {
    "agent": ("Anna", "David", "Maria", "Peter", "Sarah", "Tom"),
    "customer": (
        "Alice Brown",
        "James Miller",
        "Laura Green",
        "Robert King",
        "Emma Hill",
    ),
    "item": (
        "lamp",
        "kettle",
        "heater",
        "camera",
        "printer",
        "coffee machine",
        "vacuum",
        "speaker",
    ),
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    "past": (
        "yesterday",
        "last week",
        "on Monday",
        "on Friday",
        "two weeks ago",
        "three days ago",
    ),
    "part": ("morning", "afternoon", "evening"),
    "number": ("two", "three", "four", "five", "six"),
    "money": ("15", "20", "25", "40", "50", "60", "80"),
    "room": ("kitchen", "office", "bedroom"),
}

GREETING: Final[dict[str, Turns]] = {
    "good": (
        "Good {part}, thank you for calling Lakeside Home. My name is {agent}. How can I help you today?",
        "Hello, this is {agent} at Lakeside Home. Thank you for calling. What can I do for you?",
        "Good {part}, you are speaking with {agent} from Lakeside Home. How can I help?",
    ),
    "fair": (
        "Lakeside Home, good {part}. How can I help?",
        "Hello, Lakeside Home customer service. What can I do for you?",
        "Hello, this is {agent}. How can I help you?",
    ),
    "poor": (
        "Lakeside Home. What is the problem?",
        "Yes, hello? Service here.",
        "Hello. Give me your order number.",
    ),
}


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
            "Hello, my name is {customer}. I was charged twice for my {item}. I saw it on my card {past}.",
            "Can you tell me the date and the amount of the second payment?",
            "It was {money} dollars, {past}.",
            "Thank you. I can see it now. The payment was taken two times because of an error on our side.",
            "I can return {money} dollars to your card today, or take it off your next bill. Which do you prefer?",
            "The money back on my card, please.",
            "I will send it to the billing team.",
            "The bill is always right. You have to pay it.",
        ),
        Scenario(
            "Hi, this is {customer}. My bill is {money} dollars too high. I do not know why.",
            "Did you get an email from us about a new price?",
            "No, only the bill. There was no letter and no email.",
            "I can see the reason now. Your old discount ended, so the price went up by {money} dollars.",
            "We should have told you before. I can take {money} dollars off this bill, or give you a better plan.",
            "That is fair. Take it off the bill, please.",
            "I can give you {money} dollars back.",
            "I can not change that. Write an email to the billing team.",
        ),
        Scenario(
            "Good {part}. I paid for a {item} {past}, but you still send me a reminder. I want this corrected.",
            "Did you pay by card or by bank transfer?",
            "I paid by card, as always.",
            "I have found your payment. It was booked to the wrong account.",
            "I have corrected that now. You do not have to pay anything, and the reminder is cancelled.",
            "Good, that helps me a lot.",
            "All right, I will cancel the reminder.",
            "Then call your bank. That is not my job.",
        ),
        Scenario(
            "Hi, I am {customer}. I sent the {item} back {past}. My refund of {money} dollars is still missing.",
            "Do you have the number of the package, or a note from the shop?",
            "Yes, I have the note from the shop right here.",
            "The {item} is back in our warehouse. Nobody has opened the refund yet. That was our mistake.",
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
            "I can send you a new {item} by express today, or give you your money back. Which do you prefer?",
            "A new one by express, please.",
            "I will ask the driver where it is.",
            "It is late, so what? All packages are late now.",
        ),
        Scenario(
            "Hi, this is {customer}. The website says my {item} was delivered {past}. I did not receive anything.",
            "Could a neighbor have taken the package for you?",
            "No, I asked all my neighbors. Nobody has seen it.",
            "I can see what happened. The package was sent to your old address. It is on its way back to us.",
            "I have changed the address. You can have a new {item} at home, or pick one up at our shop.",
            "I would like it at home.",
            "I will send you a new {item}.",
            "The system says it was delivered. I can not do anything.",
        ),
        Scenario(
            "Good {part}. I got the wrong package {past}. I ordered a {item} for my {room}.",
            "What is in the package that you have now?",
            "There is a red lamp in it. I do not need a lamp.",
            "I am looking at it now. The label of your package was damaged, so you got another one.",
            "You can keep the lamp. I will send you the {item} by express, and you do not pay for that.",
            "Oh, that is very kind. Great.",
            "Send it back to us, and we will check it.",
            "You have to ask the driver, not me.",
        ),
        Scenario(
            "Hi, I am {customer}. I need to change the address for my new {item}. It should arrive on {day}.",
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
            "First, please take out the plug and wait for {number} minutes. Then press the red button and hold it.",
            "All right, I did that. Now the light is green, and it works again. Wonderful.",
            "Please turn it off and on again.",
            "Did you read the manual? It is all in there.",
        ),
        Scenario(
            "Hi, this is {customer}. I bought a {item} {past} and it will not turn on.",
            "Have you tried another plug in a different room?",
            "Yes, I tried that {past}. It did not help.",
            "Thank you for checking that. Then the battery is broken. It is covered by your warranty.",
            "I can send you a new {item} for free, or a technician can come to you. Which do you prefer?",
            "A new one would be better.",
            "Send it back to us, and we will check it.",
            "You must have broken it. The warranty does not cover that.",
        ),
        Scenario(
            "Good {part}. The {item} in my {room} makes a loud noise. It is only {number} weeks old.",
            "Is the noise always there, or only when it is hot?",
            "Only when it is hot. Then it is really loud.",
            "That sounds like the filter is blocked. We can clean it together.",
            "Please open the cover on the left side. Now take out the filter and wash it with cold water.",
            "Okay, one moment. Yes, the noise is gone. Thank you.",
            "You can clean the filter. It is in the manual.",
            "It is not a problem. They all make a noise.",
        ),
        Scenario(
            "Hi, I am {customer}. My {item} gets very hot and smells bad. Is that safe?",
            "Is the light on the back green or red?",
            "It was green, but now it is red.",
            "Please take out the plug now and do not use it again. The red light means that it is too hot.",
            "You get a new {item} from us, and we pick up the old one. Is {day} good for you?",
            "Yes, {day} is fine.",
            "Please do not use it. I will send you a new {item}.",
            "Just buy a new one. They are not expensive.",
        ),
    ),
    "complaint": (
        Scenario(
            "My name is {customer}, and I want to make a complaint. I called {number} times about my {item}. Nobody called me back.",
            "When did you call us, and who did you speak to?",
            "I called {past}, in the {part}. I do not remember the name.",
            "I have read the notes of your last calls. We made a mistake, and nobody opened a case.",
            "I will open a case in my own name. I can also give you {money} dollars as an apology.",
            "All right, that sounds fair.",
            "I will write down your complaint.",
            "Other customers wait longer than you.",
        ),
        Scenario(
            "I am very unhappy with your service. You promised to repair my {item} {past}. Nobody came.",
            "Did anyone call you or give you a case number?",
            "No, nobody called, and nobody gave me a number.",
            "You are right. The technician was ill, and nobody told you. That was wrong.",
            "A technician can come on {day}, or we give you a new {item}. Which do you prefer?",
            "I will take the new one.",
            "I can send a technician on {day}.",
            "I was not there, so I can not say anything about it.",
        ),
        Scenario(
            "Hello, this is {customer}. I waited {number} hours at home for my {item}. That was a whole day of work lost.",
            "Did the driver call you, or leave a message?",
            "No, there was no call and no message.",
            "I have asked the driver. He had the wrong number, so he could not call you.",
            "I have two options for you. The driver comes on {day} in the evening, or you get {money} dollars back.",
            "In the evening is better for me.",
            "I can tell the driver to come on {day}.",
            "Well, then you have to take another free day.",
        ),
        Scenario(
            "I have to complain about one of your people. I asked about my {item} {past}, and he was rude to me.",
            "Would you like to tell me what he said?",
            "He said it was my own fault, and then he was gone.",
            "Thank you for telling me that. I have read the notes, and I agree. This should not have happened.",
            "I will speak to my manager myself, and she will call you on {day}. And now let us look at your {item}.",
            "Okay. Thank you for taking it seriously.",
            "I will tell my manager about it.",
            "You can complain, but nobody reads it.",
        ),
    ),
}

EMPATHY: Final[dict[str, Turns]] = {
    "good": (
        "I am very sorry about that. I understand how annoying this is. I will take care of it for you.",
        "Oh, I am sorry to hear that. That is not the service we want to give. Let us solve this together.",
        "Thank you for telling me. I can see why you are upset. I will stay with you until this is solved.",
        "I am sorry for the trouble with your {item}. I will look at it right now.",
    ),
    "fair": (
        "Okay, sorry about that.",
        "All right, let me look at that.",
        "I see. One moment, please.",
    ),
    "poor": (
        "That is not our fault.",
        "Well, that happens sometimes.",
        "I can not see how that is possible. Are you sure?",
        "You should have called earlier.",
    ),
}

VERIFY: Final[dict[str, Turns]] = {
    "good": (
        "Before I open your account, may I have your order number and your full name, please?",
        "To protect your account, could you please tell me your order number?",
        "May I ask for your order number first, please? Then I can check everything.",
    ),
    "fair": (
        "Can I have your order number, please?",
        "What is your order number?",
        "Please tell me the order number.",
    ),
    "poor": (
        "Order number?",
        "I need the number. Do you have it or not?",
        "Without a number I can not do anything.",
    ),
}

IDENTIFY: Final[dict[str, Turns]] = {
    "good": (
        "Yes, of course. The order number is {order}.",
        "Sure, one moment. It is {order}. The name is {customer}.",
        "My order number is {order}.",
    ),
    "fair": (
        "The order number is {order}.",
        "It is {order}.",
        "Yes, I have it here. It says {order}.",
    ),
    "poor": (
        "I already gave you the number. It is {order}.",
        "The number is {order}, as I said in my email.",
        "Again? It is {order}.",
    ),
}

CONFIRM: Final[dict[str, Turns]] = {
    "good": (
        "Thank you, {customer}. I have order {order} here, a {item}. Is that right?",
        "Thank you very much. I can see the {item} on order {order}. Is that the one?",
        "Perfect, thank you. That is order {order} with one {item}, correct?",
    ),
    "fair": (
        "Okay, I have found it.",
        "Thank you, I can see your order.",
        "Yes, one {item}.",
    ),
    "poor": ("Hm, the system is slow today.", "I can not find it. Wait.", "Fine."),
}

AGREE: Final[dict[str, Turns]] = {
    "good": ("Yes, that is right.", "Exactly, that is the one.", "Yes, correct."),
    "fair": ("Yes.", "Okay.", "Yes, that is it."),
    "poor": (
        "I hope so.",
        "Can you hurry up, please?",
        "I have been waiting for {number} minutes.",
    ),
}

TIMELINE: Final[dict[str, Turns]] = {
    "good": (
        "It takes three to five working days. I will check it again on {day}, and I will write to you.",
        "It will be done by {day} at the latest. If anything changes, I will call you myself.",
        "You will have it on {day} between nine and twelve. You get a message one hour before.",
    ),
    "fair": (
        "It will take a few days.",
        "You should have it next week.",
        "It normally takes about {number} days.",
    ),
    "poor": (
        "I do not know how long it takes.",
        "It will be done when it is done.",
        "Maybe next week, maybe later.",
    ),
}

SUMMARY: Final[Turns] = (
    "Let me repeat that. I have noted everything on order {order}, and I will send you an email now.",
    "I have written it all down in your account, and you get an email with the details.",
    "I have just sent you an email with all the details. My name is in it if you have questions.",
)

ACCEPT: Final[Turns] = (
    "Thank you, that sounds good.",
    "Perfect. That is all I need.",
    "Great, I can see the email.",
)

FAIR_ASK: Final[Turns] = ("How long will that take?", "And when will that be?")

PUSH_BACK: Final[Turns] = (
    "That is not an answer. I want to know what you will do.",
    "You are not listening to me. I want to speak to your manager.",
    "I already told you that. This is really not acceptable.",
    "I am a customer for {number} years. I will go to another company.",
)

STALL: Final[Turns] = (
    "My manager is not here. Call again tomorrow.",
    "There is nothing more I can do for you.",
    "Calm down, please. I have other customers too.",
    "I told you, it is not possible. That is the rule.",
)

GIVE_UP: Final[Turns] = (
    "This is a waste of time. Goodbye.",
    "Then I will cancel everything. Goodbye.",
    "You have not helped me at all.",
)

ANYTHING_ELSE: Final[Turns] = (
    "Is there anything else I can do for you?",
    "Do you have any other questions today?",
    "Can I help you with anything else?",
)

NOTHING_ELSE: Final[dict[str, Turns]] = {
    "good": (
        "No, that was all. You were very helpful.",
        "No, thank you, {agent}. That was very kind.",
        "No, that is everything. Thank you so much.",
    ),
    "fair": ("No, that is all.", "No, thank you.", "Okay, thank you."),
}

CLOSING: Final[dict[str, Turns]] = {
    "good": (
        "Thank you for your patience, and thank you for calling Lakeside Home. Have a lovely {part}.",
        "It was my pleasure. Thank you for your call, and enjoy your {part}. Goodbye.",
        "Thank you for giving us the chance to help. Goodbye, and have a nice day.",
    ),
    "fair": (
        "Okay, goodbye.",
        "Thank you for calling. Goodbye.",
        "Have a nice day. Bye.",
    ),
    "poor": ("Okay. Bye.", "Well, that is it then.", "Whatever. Goodbye."),
}

HOLD: Final[dict[str, tuple[str, str, str]]] = {
    "good": (
        "May I put you on hold for a moment? I would like to ask my colleague.",
        "Yes, that is fine. I can wait.",
        "Thank you for waiting. I have good news for you.",
    ),
    "poor": (
        "I will put you on hold.",
        "Again? I have no time for this.",
        "Okay, I am back.",
    ),
}

CARD: Final[tuple[str, str]] = (
    "Express is 15 dollars. Please tell me your card number when you are ready.",
    "And the code on the back, please?",
)
