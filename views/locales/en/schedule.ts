// English of the schedule page, of a room of one's own, and of the list of one's meetings.

export const SCHEDULE = {
  "schedule.link": "Schedule",
  "schedule.title": "Schedule a meeting",
  "schedule.lead": "What you write here stays in this browser. The server only makes the link.",
  "schedule.name": "Title",
  "schedule.name.placeholder": "What the meeting is about",
  "schedule.date": "Date",
  "schedule.time": "Time",
  "schedule.zone": "Time zone",
  "schedule.length": "How long",
  "schedule.length.minutes": "{minutes} min",
  "schedule.repeat": "Repeat",
  "schedule.repeat.never": "Doesn’t repeat",
  "schedule.repeat.daily": "Every day",
  "schedule.repeat.weekdays": "Monday to Friday",
  "schedule.repeat.weekly": "Every week",
  "schedule.repeat.fortnightly": "Every two weeks",
  "schedule.repeat.monthly": "Every month",
  "schedule.repeat.yearly": "Every year",
  "schedule.until": "Until",
  "schedule.until.words": "Leave it empty for no end.",
  "schedule.note": "Note for the guests",
  "schedule.note.placeholder": "What to bring, what to read",
  "schedule.which": "Meeting",
  "schedule.which.new": "A new one",
  "schedule.secret": "What goes into the calendar",
  "schedule.secret.whole": "The whole link",
  "schedule.secret.whole.words":
    "One click to join. Whoever reads the calendar can come in too, its provider included.",
  "schedule.secret.apart": "The link without its secret",
  "schedule.secret.apart.words":
    "The calendar alone opens nothing. You send the secret by another way, and guests type it in.",
  "schedule.make": "Make the meeting",
  "schedule.preview": "The entry",
  "schedule.next": "Then",
  "schedule.far":
    "This server forgets a meeting that nobody opens for {days} days. Open it once before then, or make it later.",
  "schedule.ready": "Ready for the calendar",
  "schedule.ready.words":
    "Each button gives the calendar’s provider what stands in the entry: title, time, note and link.",
  "schedule.file": "Calendar file (.ics)",
  "schedule.file.words":
    "For Proton Calendar, Apple, Thunderbird and every other: open or import it.",
  "schedule.google": "Google Calendar",
  "schedule.outlook": "Outlook",
  "schedule.outlook.once": "Outlook’s link can’t repeat a meeting; use the file for that.",
  "schedule.linkPart": "The link",
  "schedule.secretPart": "The secret, for another way",
  "schedule.change": "Change it",
  "schedule.open": "Open the meeting",

  "made.qr": "QR code of the link",
  "made.calendar": "Add to calendar",

  "room.title": "Your room",
  "room.words": "A link of your own that lasts, for whoever you meet again and again.",
  "room.make": "Make your room",

  "kept.rename": "Rename",
  "kept.name": "Name",
  "kept.save": "Save",
  "file.title": "Take your meetings to another browser",
  "file.words":
    "The file makes its holder host of these meetings. With a passphrase, only who knows it can open the file.",
  "file.passphrase": "Passphrase of the file",
  "file.export": "Save a file",
  "file.import": "Open a file",

  "rest.label": "Did the secret come apart from the link?",
  "rest.placeholder": "#…",
  "rest.open": "Open",
} as const;
