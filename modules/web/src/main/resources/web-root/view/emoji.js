// @ts-check

/** The names and characters of the emoji that the composer and the emoji picker suggest, the most common first. */
const TABLE = `+1 👍 heart ❤️ tada 🎉 joy 😂 eyes 👀 rocket 🚀 pray 🙏 white_check_mark ✅ fire 🔥 clap 👏 thinking 🤔 100 💯
smile 😄 grin 😁 grinning 😀 smiley 😃 laughing 😆 sweat_smile 😅 rofl 🤣 slight_smile 🙂 upside_down 🙃 wink 😉 blush 😊
innocent 😇 heart_eyes 😍 star_struck 🤩 kissing_heart 😘 yum 😋 stuck_out_tongue 😛 zany 🤪 hugs 🤗 hand_over_mouth 🤭 shushing 🤫
zipper_mouth 🤐 raised_eyebrow 🤨 neutral 😐 expressionless 😑 no_mouth 😶 smirk 😏 unamused 😒 roll_eyes 🙄 grimacing 😬 lying 🤥
relieved 😌 pensive 😔 sleepy 😪 drooling 🤤 sleeping 😴 mask 😷 fever 🤒 nauseated 🤢 sneezing 🤧 hot 🥵 cold 🥶 dizzy 😵
exploding_head 🤯 cowboy 🤠 partying 🥳 sunglasses 😎 nerd 🤓 monocle 🧐 confused 😕 worried 😟 frowning 🙁 open_mouth 😮
astonished 😲 flushed 😳 pleading 🥺 fearful 😨 cry 😢 sob 😭 scream 😱 disappointed 😞 sweat 😓 weary 😩 tired 😫 yawning 🥱
triumph 😤 angry 😠 rage 😡 skull 💀 poop 💩 clown 🤡 ghost 👻 alien 👽 robot 🤖 see_no_evil 🙈 hear_no_evil 🙉 speak_no_evil 🙊
wave 👋 ok_hand 👌 pinched 🤌 v ✌️ crossed_fingers 🤞 metal 🤘 call_me 🤙 point_left 👈 point_right 👉 point_up 👆 point_down 👇
-1 👎 fist ✊ punch 👊 raised_hands 🙌 open_hands 👐 handshake 🤝 writing_hand ✍️ muscle 💪 brain 🧠 facepalm 🤦 shrug 🤷 salute 🫡
orange_heart 🧡 yellow_heart 💛 green_heart 💚 blue_heart 💙 purple_heart 💜 black_heart 🖤 broken_heart 💔 two_hearts 💕 sparkling_heart 💖
sparkles ✨ star ⭐ zap ⚡ boom 💥 sunny ☀️ cloud ☁️ rainbow 🌈 snowflake ❄️ droplet 💧 ocean 🌊 earth 🌍 moon 🌙
dog 🐶 cat 🐱 fox 🦊 bear 🐻 panda 🐼 tiger 🐯 lion 🦁 cow 🐮 pig 🐷 frog 🐸 monkey 🐵 chicken 🐔 penguin 🐧 owl 🦉 unicorn 🦄 bee 🐝 bug 🐛
butterfly 🦋 snail 🐌 turtle 🐢 octopus 🐙 whale 🐳 dolphin 🐬 cactus 🌵 tree 🌳 seedling 🌱 four_leaf_clover 🍀 rose 🌹 sunflower 🌻
apple 🍎 banana 🍌 grapes 🍇 strawberry 🍓 avocado 🥑 pizza 🍕 hamburger 🍔 fries 🍟 taco 🌮 sushi 🍣 cookie 🍪 cake 🍰 birthday 🎂 doughnut 🍩
coffee ☕ tea 🍵 beer 🍺 beers 🍻 wine 🍷 champagne 🍾 popcorn 🍿 soccer ⚽ basketball 🏀 trophy 🏆 medal 🏅 dart 🎯 game 🎮 dice 🎲 art 🎨
guitar 🎸 headphones 🎧 mic 🎤 movie 🎬 camera 📷 phone 📱 computer 💻 keyboard ⌨️ bulb 💡 battery 🔋 floppy 💾 book 📖 books 📚 newspaper 📰
memo 📝 pencil ✏️ pushpin 📌 paperclip 📎 link 🔗 lock 🔒 unlock 🔓 key 🔑 hammer 🔨 wrench 🔧 gear ⚙️ magnet 🧲 test_tube 🧪 microscope 🔬
package 📦 mailbox 📫 calendar 📅 chart 📈 chart_down 📉 clipboard 📋 bell 🔔 no_bell 🔕 mega 📣 speech_balloon 💬 hourglass ⏳ alarm ⏰ stopwatch ⏱️
car 🚗 bus 🚌 train 🚆 bike 🚲 airplane ✈️ ship 🚢 house 🏠 office 🏢 tent ⛺ construction 🚧 warning ⚠️ no_entry ⛔ x ❌ question ❓ exclamation ❗
heavy_plus ➕ heavy_minus ➖ recycle ♻️ red_circle 🔴 green_circle 🟢 blue_circle 🔵 arrow_up ⬆️ arrow_down ⬇️ arrow_left ⬅️ arrow_right ➡️ flag 🏁 gift 🎁 balloon 🎈 money 💰 gem 💎 crown 👑 ship_it 🐿️`;

/** @type {Map<string, string>} */
const BY_NAME = new Map();
const words = TABLE.split(/\s+/);
for (let i = 0; i < words.length; i += 2) BY_NAME.set(words[i], words[i + 1]);

export const emoji = Object.freeze({
  /**
   * @param {string} name without colons
   * @returns {string | undefined}
   */
  named: (name) => BY_NAME.get(name),

  /**
   * The character of a reaction. A reaction is a character, or a name between colons, which may be unknown to this table.
   * @param {string} reaction
   */
  shown: (reaction) => BY_NAME.get(/^:(.+):$/.exec(reaction)?.[1] ?? "") ?? reaction,

  /**
   * @param {string} part of a name
   * @param {number} max
   * @returns {{name: string, character: string}[]} those whose name begins with the part, then those whose name contains it
   */
  find(part, max) {
    const wanted = part.toLowerCase();
    const all = [...BY_NAME].filter(([name]) => name.includes(wanted));
    const first = all.filter(([name]) => name.startsWith(wanted));
    const rest = all.filter(([name]) => !name.startsWith(wanted));
    return [...first, ...rest].slice(0, max).map(([name, character]) => ({ name, character }));
  },

  /**
   * The name of a character; the character itself if the table does not have it.
   * @param {string} character
   */
  nameOf(character) {
    for (const [name, known] of BY_NAME) if (known === character) return name;
    return character;
  },
});
