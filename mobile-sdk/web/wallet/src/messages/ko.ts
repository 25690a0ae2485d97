import { koOutlook } from "./ko-outlook.js";
import { koQueue } from "./ko-queue.js";
import { koTopics } from "./ko-topics.js";
import type { Messages } from "./messages.js";

export const ko: Messages = {
  ...koTopics,
  outlook: koOutlook,
  queue: koQueue,
  language: "ko",
  otherLanguage: "English",
  title: "해태 지갑",
  codeOf: (name) => `${name}님의 QR 코드. 15초마다 바뀝니다.`,
  secondsLeft: (seconds) => `${seconds}초 후 새 코드`,
  brightness: "화면을 밝게 하면 더 빨리 인식됩니다.",
  me: "나",
  addPass: "패스 추가",
  remove: "이 휴대전화에서 삭제",
  removeSure: (name) => `이 휴대전화에서 ${name}님의 패스를 삭제할까요? 다시 로그인하면 새로 받을 수 있습니다.`,
  yesRemove: "삭제",
  cancel: "취소",
  back: "뒤로",
  passFor: (day) => `${day} 패스`,
  availableOffline: (day) => `${day}까지 인터넷 없이 사용 가능`,
  notPromised: (day) =>
    `${day}까지 사용할 패스를 저장했습니다. 이 브라우저에서는 저장한 내용이 지워질 수 있으니 지갑을 홈 화면에 추가해 주세요.`,
  offlineNow: "오프라인",
  fetching: "패스를 받고 있습니다",
  fetchingMore: "앞으로 사용할 패스를 받고 있습니다.",
  replaced:
    "발급 기관의 서명 키가 바뀌어 이 코드를 받지 않는 곳이 있을 수 있습니다. 몇 분 안에 새 패스를 자동으로 받습니다. 접종·검사 기록이 바뀐 것은 아닙니다.",
  getNow: "지금 받기",
  noCodeYet: "아직 보여 줄 코드가 없습니다",
  allOver: (today) =>
    `이 휴대전화의 날짜는 ${today}이고, 저장해 둔 패스는 모두 사용 기간이 지났습니다. 날짜가 틀리면 설정에서 날짜와 시간을 ‘자동’으로 바꿔 주세요. 날짜가 맞으면 인터넷에 연결해 새 패스를 받아 주세요.`,
  reason: {
    offline: "인터넷에 연결되어 있지 않습니다. Wi-Fi나 모바일 데이터를 켜 주세요.",
    unreachable: "서비스에 연결하지 못했습니다. 인터넷 연결을 확인해 주세요.",
    portal:
      "네트워크에는 연결되어 있지만 서비스에 연결되지 않습니다. Wi-Fi 로그인 화면을 열어 로그인하거나 모바일 데이터를 사용해 주세요.",
    busy: "지금은 이용자가 많아 잠시 기다려야 합니다.",
    storage:
      "이 휴대전화에 패스를 저장하지 못했습니다. 저장 공간이 부족하지 않은지, 브라우저가 비공개 모드가 아닌지 확인해 주세요.",
    failed: "서비스에 일시적인 문제가 있습니다.",
  },
  notAboutYou: "접종·검사 기록에 문제가 있는 것은 아닙니다.",
  tryAgainIn: (wait) => `${wait} 후 자동으로 다시 시도합니다.`,
  tryAgainOnline: "인터넷에 연결되면 자동으로 다시 시도합니다.",
  tryNow: "지금 다시 시도",
  clockCorrected: (by, ahead) =>
    `휴대전화 시계가 ${by} ${ahead ? "빠릅니다" : "느립니다"}. 코드는 서비스의 시각에 맞춰 만듭니다.`,
  clockDoubtful:
    "휴대전화 시계가 맞지 않는 것 같습니다. 코드가 인식되지 않을 수 있으니 설정에서 날짜와 시간을 ‘자동’으로 바꿔 주세요.",
  clockEstimated:
    "휴대전화의 날짜나 시각이 맞지 않아, 마지막으로 연결했을 때의 시각을 기준으로 코드를 만들었습니다. 코드가 인식되지 않을 수 있으니 설정에서 날짜와 시간을 ‘자동’으로 바꿔 주세요.",
  trouble: {
    revoked: (who) => `발급 기관에서 이 패스를 취소했습니다. 사유는 ${who}에 문의해 주세요.`,
    unknown: (who) =>
      `발급 기관에 아직 기록이 없습니다. 기록이 늦게 등록될 수 있습니다. 계속 같은 안내가 나오면 ${who}에 문의해 주세요.`,
    "no-evidence": (who) =>
      `아직 접종이나 검사 기록이 없습니다. 기록이 늦게 등록될 수 있습니다. 계속 같은 안내가 나오면 ${who}에 문의해 주세요.`,
    "not-eligible": (who) =>
      `발급 기준에 따라 지금은 패스를 받을 수 없습니다. 실제 기록과 다르면 ${who}에 문의해 주세요.`,
    "not-yet-eligible": (who) => `아직 패스를 받을 수 없습니다. 실제 기록과 다르면 ${who}에 문의해 주세요.`,
    "sign-in-again": () =>
      "로그인한 지 오래되어 새 패스를 받을 수 없습니다. 다시 로그인해 주세요. 이미 받은 패스는 그대로 사용할 수 있습니다.",
    "another-phone": () =>
      "이 기간의 패스를 이미 여러 대의 휴대전화에서 받았습니다. 이 휴대전화에서도 받으려면 본인 확인을 위해 다시 로그인해 주세요. 다른 휴대전화에 있는 패스는 그대로 사용할 수 있습니다.",
  },
  eligibleFrom: (time) => `${time}부터 받을 수 있습니다.`,
  issuer: "발급 기관",
  call: (telephone) => `전화하기 ${telephone}`,
  contactPage: "안내 페이지 열기",
  venueCode: "매장 QR 스캔",
  venueCodeAim: "매장 화면의 QR을 네모 안에 맞춰 주세요.",
  venueCodeWrong: "매장 확인용 QR이 아닙니다. 매장 기기의 화면에 있는 QR을 비춰 주세요.",
  venueAnswered: "이 매장에서 확인할 코드입니다. 매장 기기에 보여 주세요.",
  venueEnd: "원래 코드로 돌아가기",
  cameraDenied: "카메라를 사용할 수 없습니다. 브라우저 설정에서 카메라를 허용해 주세요.",
  cameraMissing: "이 기기에서 카메라를 찾을 수 없습니다.",
  welcome: "인터넷 없이도 바로 보여 주는 접종·검사 패스",
  welcomeWhat: [
    "2주 동안 사용할 패스를 미리 받아 두고 인터넷 없이도 보여 줍니다.",
    "코드는 이 휴대전화에서 15초마다 새로 만듭니다. 캡처한 화면은 사용할 수 없습니다.",
    "방문한 장소를 기록하지 않습니다.",
  ],
  signIn: "시작하기",
  signInAgain: "다시 로그인",
  noPartner: "이 서비스에는 아직 로그인 방법이 연결되어 있지 않습니다. 평소 이용하는 앱에서 패스를 받아 주세요.",
  connecting: "서비스에 연결하고 있습니다",
  lost: {
    title: "저장해 둔 패스가 지워졌습니다",
    text: [
      "브라우저가 이 휴대전화에 저장한 내용을 지웠습니다. 오랫동안 열지 않았거나 저장 공간이 부족하면 생길 수 있습니다. 발급 기관의 기록은 그대로 있습니다.",
      "다시 로그인하면 패스를 새로 받습니다. 종이 패스는 QR을 다시 스캔해 주세요. 지갑을 홈 화면에 추가하면 지워질 가능성이 줄어듭니다.",
    ],
  },
  demoTitle: "체험용 로그인",
  demoWarning: "체험용 화면입니다. 아래 사람들은 모두 가상의 인물이며, 누구나 선택해 로그인할 수 있습니다.",
  demoSearch: "이름이나 번호로 찾기",
  demoNoResults: "검색 결과가 없습니다.",
  demoWhose: "누구의 패스인가요?",
  demoMine: "나",
  demoOther: "자녀 또는 다른 사람",
  demoLabel: "표시할 이름 (예: 첫째)",
  demoChoose: (name) => `${name}님으로 로그인`,
  starting: "지갑을 열고 있습니다",
  cannotStart: "지갑을 열지 못했습니다. 인터넷에 연결한 뒤 다시 열어 주세요. 저장해 둔 패스는 지워지지 않았습니다.",
  cannotStore:
    "이 브라우저가 휴대전화의 저장 공간을 열지 못해 지갑을 사용할 수 없습니다. 비공개 모드라면 일반 창에서 열고, 저장 공간이 부족하면 공간을 확보한 뒤 다시 열어 주세요.",
  openAgain: "다시 열기",
  whose: "누구의 패스",
  span: (seconds) =>
    seconds < 90
      ? `${Math.round(seconds)}초`
      : seconds < 3570
        ? `${Math.round(seconds / 60)}분`
        : seconds < 172_800
          ? `${Math.round(seconds / 3600)}시간`
          : `${Math.round(seconds / 86_400)}일`,
};
