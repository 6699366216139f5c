import { Report } from "./report.js";

export default function Page() {
  return <Report />;
}
