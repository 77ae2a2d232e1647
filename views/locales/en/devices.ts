// English of the settings of how one is seen and heard, and of the page that tests devices.

export const DEVICES = {
  "devices.offer.use": "Use it",
  "devices.offer.not": "Not now",

  "noise.title": "Noise around you",
  "noise.browser": "Quieten",
  "noise.strong": "Quieten more",
  "noise.off": "Let through",
  "noise.browser.words": "Your browser takes steady noise away.",
  "noise.strong.words":
    "Also takes keyboards, dogs and streets away; 0.1 MB is loaded for it once.",
  "noise.off.words": "For music. Echo is still taken away.",

  "background.title": "Behind you",
  "background.none": "As it is",
  "background.blur": "Blurred",
  "background.image": "A picture",
  "background.choose": "Choose a picture",
  "background.words":
    "What is behind you is hidden before anything is sent; 0.7 MB is loaded for it once.",
  "background.kept": "Your picture stays in this browser.",
  "background.bad": "This browser can’t read that file, or can’t keep it. Try another picture.",
  "background.busy": "Getting ready…",

  "data.title": "Pictures",
  "data.all": "All",
  "data.save": "Small",
  "data.none": "None",
  "data.all.words": "As sharp as your network and screen allow.",
  "data.save.words": "Small ones both ways, to save data. No sound is sent while you are silent.",
  "data.sound.words":
    "Sound only: no pictures come, and your camera goes off. No sound is sent while you are silent.",

  "test.link": "Test your devices",
  "test.title": "Test your devices",
  "test.lead":
    "See and hear yourself before anybody else does. Nothing of it leaves this browser; what you record is gone when you leave.",
  "test.begin": "Turn on camera and microphone",
  "test.microphone.words": "Speak: the bars beside your picture move with your voice.",
  "test.record": "Record five seconds",
  "test.recording": "Recording… {seconds}",
  "test.playing": "This is how you sound",
  "test.record.failed": "This browser can’t record. The bars still show whether it hears you.",
  "test.speaker.words": "Three rising notes come from the speaker that you chose.",
  "test.tone": "Play the notes",
  "test.network": "Network",
  "test.network.words": "Asks this server what a call asks, without a meeting.",
  "test.network.ask": "Check the network",
  "test.network.again": "Check again",
  "test.server": "This server answers",
  "test.server.good": "This server answers, in {ms} ms",
  "test.server.bad": "This server doesn’t answer",
  "test.socket": "Messages go both ways",
  "test.socket.bad":
    "Something between you and this server lets no messages through, a proxy perhaps",
  "test.call": "This browser can make calls",
  "test.call.bad": "This browser can’t make calls; a current Chromium, Firefox or Safari can",
  "test.network.rest":
    "Sound and pictures go by UDP where it is open, else by TCP; which of them, only a meeting shows.",

  "talk.key": "Hold the space bar to talk while muted",
  "talk.hint": "Tell me when I speak while muted",
  "talk.hint.words": "Then this browser goes on hearing you; nothing is sent.",
} as const;
