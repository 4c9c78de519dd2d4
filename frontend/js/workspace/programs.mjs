// How sigma draws a thing by the shape of its kind and a line by the style of its grade, on the graphics card.
import { EdgeRectangleProgram, NodeCircleProgram } from "sigma/rendering";

export const SHAPES = { report: 0, threat: 1, asset: 2, identifier: 3, vehicle: 4, product: 5, more: 6 };
// width in pixels, then dash and gap
export const GRADES = { exact: [3, 0, 0], judged: [3, 0, 0], fair: [1.4, 0, 0], weak: [1.6, 6, 4], proposed: [2, 2, 4] };

const THING = `
precision highp float;
varying vec4 v_color;
varying vec2 v_diffVector;
varying float v_radius;
varying float v_shape;
uniform float u_correctionRatio;
float box(vec2 p, vec2 half_) { vec2 d = abs(p) - half_; return max(d.x, d.y); }
float shape(vec2 p) {
  if (v_shape < 0.5) return length(p) - 0.70;
  if (v_shape < 1.5) return (abs(p.x) + abs(p.y) - 0.92) * 0.7071;
  if (v_shape < 2.5) return box(p, vec2(0.68));
  if (v_shape < 3.5) return max(abs(p.y) - 0.74, abs(p.x) * 0.866 + abs(p.y) * 0.5 - 0.76);
  if (v_shape < 4.5) {
    float body = max(box(p - vec2(0.0, 0.06), vec2(0.86, 0.44)), (abs(p.x) + p.y * 0.62 - 0.95) * 0.85);
    float wheels = length(vec2(abs(p.x) - 0.44, p.y + 0.46)) - 0.24;
    return min(body, wheels);
  }
  if (v_shape < 5.5) return max(box(p, vec2(0.62, 0.8)), -box(p, vec2(0.42, 0.6)));
  return length(vec2(mod(p.x + 0.9, 0.6) - 0.3, p.y)) - 0.2 + step(0.9, abs(p.x));
}
void main(void) {
  float d = shape(v_diffVector / v_radius) * v_radius;
  float soft = u_correctionRatio * 2.0;
  #ifdef PICKING_MODE
  gl_FragColor = length(v_diffVector) > v_radius ? vec4(0.0) : v_color;
  #else
  gl_FragColor = mix(v_color, vec4(0.0), clamp(d / soft + 0.5, 0.0, 1.0));
  #endif
}`;

export class ThingProgram extends NodeCircleProgram {
  getDefinition() {
    const known = super.getDefinition();
    const vertex = known.VERTEX_SHADER_SOURCE
      .replace("attribute float a_angle;", "attribute float a_angle;\nattribute float a_shape;\nvarying float v_shape;")
      .replace("void main() {", "void main() {\n  v_shape = a_shape;");
    const shape = { name: "a_shape", size: 1, type: WebGLRenderingContext.FLOAT };
    return { ...known, VERTEX_SHADER_SOURCE: vertex, FRAGMENT_SHADER_SOURCE: THING, ATTRIBUTES: [...known.ATTRIBUTES, shape] };
  }

  processVisibleItem(index, start, data) {
    super.processVisibleItem(index, start, data);
    this.array[start + 5] = SHAPES[data.kind] ?? 0;
  }
}

const LINE = `
precision highp float;
varying vec4 v_color;
varying vec2 v_normal;
varying float v_thickness;
varying float v_feather;
varying float v_along;
varying vec2 v_dash;
void main(void) {
  float far = length(v_normal) * v_thickness;
  #ifdef PICKING_MODE
  gl_FragColor = far > v_thickness - v_feather ? vec4(0.0) : v_color;
  #else
  if (v_dash.y > 0.0 && mod(v_along, v_dash.x + v_dash.y) > v_dash.x) discard;
  gl_FragColor = mix(v_color, vec4(0.0), smoothstep(v_thickness - v_feather, v_thickness, far));
  #endif
}`;

export class LineProgram extends EdgeRectangleProgram {
  getDefinition() {
    const known = super.getDefinition();
    const vertex = known.VERTEX_SHADER_SOURCE
      .replace("attribute float a_positionCoef;",
        "attribute float a_positionCoef;\nattribute vec2 a_dash;\nuniform vec2 u_half;\nvarying float v_along;\nvarying vec2 v_dash;")
      .replace("void main() {", `void main() {
  vec2 whole = ((u_matrix * vec3(a_positionEnd, 1)).xy - (u_matrix * vec3(a_positionStart, 1)).xy) * u_half;
  v_along = length(whole) * a_positionCoef;
  v_dash = a_dash;`);
    const dash = { name: "a_dash", size: 2, type: WebGLRenderingContext.FLOAT };
    return {
      ...known, VERTEX_SHADER_SOURCE: vertex, FRAGMENT_SHADER_SOURCE: LINE,
      ATTRIBUTES: [...known.ATTRIBUTES, dash], UNIFORMS: [...known.UNIFORMS, "u_half"],
    };
  }

  processVisibleItem(index, start, source, target, data) {
    super.processVisibleItem(index, start, source, target, data);
    this.array[start + 8] = data.dash;
    this.array[start + 9] = data.gap;
  }

  setUniforms(params, program) {
    super.setUniforms(params, program);
    program.gl.uniform2f(program.uniformLocations.u_half, params.width / 2, params.height / 2);
  }
}
