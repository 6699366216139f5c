import { Project } from "mintbird/project";

globalThis.Project = Project;
