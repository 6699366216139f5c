"use client";

import * as mintbird from "mintbird";
import { Project } from "mintbird/project";
import { useEffect } from "react";
import { run } from "../../suite.js";

const library = { ...mintbird, Project };

export function Report() {
  useEffect(() => {
    globalThis.report = run(library);
  });
  return run(library).passed;
}
