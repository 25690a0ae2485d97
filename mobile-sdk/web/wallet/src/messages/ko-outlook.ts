import type { OutlookMessages } from "./messages.js";

/** Where a pass is good, in Korean. */
export const koOutlook: OutlookMessages = {
  title: "어디에서 쓸 수 있나요",
  whatItIs: (day) => `${day} 기준 규칙으로 이 휴대전화에서 미리 계산한 안내입니다. 실제 확인은 매장 기기로 합니다.`,
  timesIn: (zone) => `시각은 발급 기관의 시간대(${zone}) 기준입니다.`,
  nowFor: (days) => `지금 쓸 수 있고, 앞으로 ${days}일 이상 쓸 수 있습니다.`,
  nowUntil: (time) => `지금부터 ${time}까지 쓸 수 있습니다.`,
  from: (time) => `${time}부터 쓸 수 있습니다.`,
  fromUntil: (from, until) => `${from}부터 ${until}까지 쓸 수 있습니다.`,
  notNow: "지금은 쓸 수 없습니다.",
  notThen: "지금의 기록으로는 그때 쓸 수 없습니다.",
  begins: (time) => `이곳은 ${time}부터 패스를 확인합니다.`,
  because: "이유:",
  before: "그 전에는:",
  afterwards: "그 뒤에는:",
  endsWithout: "지금까지 발표된 규칙으로는 그 뒤에 패스를 확인하지 않습니다.",
  paperEnds: "그때 종이 패스의 유효 기간이 끝납니다.",
  cannotTell: "지금은 안내할 수 없습니다",
  cannotTellPlace: "이 휴대전화에서는 알 수 없습니다. 이용하려는 곳에 문의해 주세요.",
  cannotTellBefore: "그 전의 기간은 이 휴대전화에서 알 수 없습니다. 이용하려는 곳에 문의해 주세요.",
  cannotTellAfter: "그 뒤의 기간은 이 휴대전화에서 알 수 없습니다.",
  why: {
    no_rules: "이 휴대전화에 장소별 규칙이 없습니다. 인터넷에 연결되면 규칙이 있는지 확인합니다.",
    unreadable: "지금 버전의 지갑은 새 규칙을 읽을 수 없습니다. 인터넷에 연결한 뒤 지갑을 다시 열어 업데이트해 주세요.",
    clock: "휴대전화의 날짜나 시각이 맞지 않을 수 있습니다. 설정에서 날짜와 시간을 ‘자동’으로 바꿔 주세요.",
    outdated: "이 휴대전화의 자료가 오래되었습니다. 인터넷에 연결하면 새 자료를 받습니다.",
    no_pass: "유효 기간이 남은 패스가 없습니다. 먼저 새 패스를 받아 주세요.",
    refused: "지금 이 패스를 받지 않는 곳이 있을 수 있습니다. 코드와 함께 나오는 안내를 확인해 주세요.",
  },
  wrongRecord: (who) => `기록에 빠진 접종이나 검사가 있으면 ${who}에 문의해 주세요.`,
  endsSoon: (until) => `${until}까지 쓸 수 있습니다:`,
  morePlaces: (count) => `외 ${count}곳`,
  next: (record) => {
    switch (record.kind) {
      case "dose":
        return `${record.dose}차 접종은 신고되는 대로 기록에 반영됩니다.`;
      case "test":
        return "새 검사 결과는 신고되는 대로 기록에 반영됩니다.";
      case "record":
        return "새 접종이나 검사는 신고되는 대로 기록에 반영됩니다.";
    }
  },
  dismiss: "안내 닫기",
};
