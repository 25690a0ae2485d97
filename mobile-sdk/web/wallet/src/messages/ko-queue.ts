import type { QueueMessages } from "./messages.js";

/** Minutes as people say them. */
function minutes(count: number): string {
  const [hours, left] = [Math.floor(count / 60), count % 60];
  if (count < 60) return `${count}분`;
  return left === 0 ? `${hours}시간` : `${hours}시간 ${left}분`;
}

/** The waiting room in Korean. */
export const koQueue: QueueMessages = {
  why: "지금은 패스를 신청하는 사람이 많아 순서대로 발급합니다.",
  yourPlace: "대기 순서",
  place: (count, isRough) => `${isRough ? "약 " : ""}${count}번째`,
  ahead: (count, isRough) => `앞에 ${isRough ? "약 " : ""}${count}명`,
  nobodyAhead: "앞에 기다리는 사람이 없습니다",
  wait: (from, until) => {
    if (from === 0) return `${minutes(until)} 안에`;
    if (from === until) return minutes(until);
    return until <= 60 ? `${from}~${until}분` : `${minutes(from)}~${minutes(until)}`;
  },
  waitUnknown: "대기 시간은 아직 알 수 없습니다",
  keep: "이 화면을 닫아도 순서는 그대로 남습니다.",
  comeBack: (window) =>
    `차례가 되면 이 화면에서 패스를 자동으로 받습니다. 화면을 닫았다면 차례가 온 뒤 ${window} 안에 다시 열어 주세요.`,
  readAt: (time) => `${time} 기준`,
  readsAgain: (pause) => `약 ${pause}마다 자동으로 다시 확인합니다. 새로 고칠 필요가 없습니다.`,
  order: "순서는 서비스의 시계로만 정합니다. 새로 고치거나 휴대전화의 시각을 바꿔도 달라지지 않습니다.",
  joined: "대기실에 들어왔습니다",
  looking: "순서를 확인하고 있습니다",
  offline: "인터넷에 연결되어 있지 않습니다. 순서는 그대로 남아 있으며, 연결되면 다시 확인합니다.",
  unread: "지금은 순서를 새로 확인하지 못했습니다. 순서는 그대로 남아 있으며, 다시 시도합니다.",
  before: "대기실이 아직 열리지 않았습니다.",
  opensAt: "시작 시각",
  present: (count, isRough) => `지금까지 ${isRough ? "약 " : ""}${count}명이 들어왔습니다`,
  draw: "시작할 때 추첨으로 순서를 정합니다. 먼저 들어오거나 새로 고쳐도 유리하지 않습니다.",
  pausedTitle: "잠시 멈췄습니다",
  paused:
    "대기실이 잠시 멈췄습니다. 지금은 아무도 들어가지 않고 모두의 순서가 그대로 남습니다. 다시 시작하면 이어집니다.",
  turn: "내 차례입니다",
  turnTrouble: "일시적인 문제가 있습니다. 순서는 그대로 남아 있습니다.",
  again: "차례가 왔지만 정해진 시간 안에 패스를 받지 못했습니다. 대기실에 다시 들어가 새 순서를 받았습니다.",
  closed: "지금은 대기실에 더 들어갈 수 없습니다. 기다리는 사람이 모두 받은 뒤에는 기다리지 않고 받을 수 있습니다.",
  notify: "차례가 되면 알림 받기",
  notified: "이 화면을 열어 두면 차례가 되었을 때 알림을 보냅니다.",
  notice: { title: "내 차례입니다", body: "지갑에서 패스를 받고 있습니다." },
};
