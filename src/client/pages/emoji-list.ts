// The emoji of the picker. A screen reader has its own name for each, in its own language.

const GROUPS = {
  faces: "😀 😄 😂 🙂 😉 😊 😍 😘 😎 🤔 🙄 😬 😴 😮 😢 😭 😡 🤯 🥳 🤗 🤷 🙈",
  hands: "👍 👎 👏 🙏 👋 🤝 ✌️ 🤞 👌 💪 👀 🙌 ☝️ 👇 👈 👉 ✋ ✍️ 🫶 🫡 🧠 🗣️",
  nature: "🐶 🐱 🐭 🦊 🐻 🐼 🐸 🐝 🦋 🐢 🌱 🌳 🌵 🌸 🌻 🍀 ☀️ 🌙 ⭐ ⚡ 🔥 🌈",
  food: "☕ 🍵 🥤 🍺 🍷 🍎 🍌 🍓 🥕 🥦 🍞 🧀 🍕 🍔 🌮 🍜 🍣 🍰 🍪 🍫 🎂 🍿",
  things: "🎉 🎁 🎈 🏆 ⚽ 🎮 🎸 🎵 🎨 📷 💡 💻 📱 📌 📎 📅 ✏️ 📖 🔑 🔒 🚀 🏠",
  signs: "❤️ 💛 💚 💙 💜 🖤 💔 ✅ ❌ ❓ ❗ ➕ ➖ ⏰ ⏳ ♻️ 🔁 🔔 💤 💯 🆗 🏁",
} as const;

export type EmojiGroup = keyof typeof GROUPS;

export function emojiOf(group: EmojiGroup): readonly string[] {
  return GROUPS[group].split(" ");
}
