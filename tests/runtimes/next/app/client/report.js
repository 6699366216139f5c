"use client";

import * as mintbird from "mintbird";
import { useEffect } from "react";
import { run } from "../../suite.js";

export function Report() {
  useEffect(() => {
    globalThis.report = run(mintbird);
  });
  return run(mintbird).passed;
}
