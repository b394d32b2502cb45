"""What the people of the demo's calls say at each step of a call, by how well it goes.

A turn is one string of short sentences. `{slots}` are filled by `grammar`. The words are few on
purpose: the demo's checkpoint knows no others. What the calls are about is in `stories`.
"""

from typing import Final

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
        (
            "Good {part}, thank you for calling Lakeside Home. "
            "My name is {agent}. How can I help you today?"
        ),
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

EMPATHY: Final[dict[str, Turns]] = {
    "good": (
        (
            "I am very sorry about that. I understand how annoying this is. "
            "I will take care of it for you."
        ),
        (
            "Oh, I am sorry to hear that. "
            "That is not the service we want to give. Let us solve this together."
        ),
        (
            "Thank you for telling me. I can see why you are upset. "
            "I will stay with you until this is solved."
        ),
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
        (
            "It takes three to five working days. "
            "I will check it again on {day}, and I will write to you."
        ),
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
    (
        "Let me repeat that. "
        "I have noted everything on order {order}, and I will send you an email now."
    ),
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
        (
            "Thank you for your patience, and thank you for calling Lakeside Home. "
            "Have a lovely {part}."
        ),
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
