"""java.lang.Math and StrictMath. Painless knows them for doubles alone."""

import math
import random
from typing import Any, Final

from findling.script.api.declare import java_class
from findling.script.api.values import fdlibm
from findling.script.api.values import math_functions as real

_MEMBERS: Final[dict[str, Any]] = {
    "const double E": math.e,
    "const double PI": math.pi,
    "static double abs(double)": abs,
    "static double acos(double)": real.total(math.acos),
    "static double asin(double)": real.total(math.asin),
    "static double atan(double)": fdlibm.arc_tangent,
    "static double atan2(double,double)": fdlibm.arc_tangent_of,
    "static double cbrt(double)": fdlibm.cube_root,
    "static double ceil(double)": real.ceil,
    "static double copySign(double,double)": math.copysign,
    "static double cos(double)": real.total(math.cos),
    "static double cosh(double)": fdlibm.cosine_hyperbolic,
    "static double exp(double)": real.exp,
    "static double expm1(double)": real.expm1,
    "static double floor(double)": real.floor,
    "static double hypot(double,double)": fdlibm.hypotenuse,
    "static double IEEEremainder(double,double)": real.remainder,
    "static double log(double)": real.log,
    "static double log10(double)": real.log10,
    "static double log1p(double)": real.log1p,
    "static double max(double,double)": real.greater,
    "static double min(double,double)": real.lesser,
    "static double nextAfter(double,double)": math.nextafter,
    "static double nextDown(double)": lambda value: math.nextafter(value, -math.inf),
    "static double nextUp(double)": lambda value: math.nextafter(value, math.inf),
    "static double pow(double,double)": real.power,
    "static double random()": random.random,
    "static double rint(double)": real.rint,
    "static long round(double)": real.rounded,
    "static double scalb(double,int)": real.scaled,
    "static double signum(double)": real.sign,
    "static double sin(double)": real.total(math.sin),
    "static double sinh(double)": fdlibm.sine_hyperbolic,
    "static double sqrt(double)": real.total(math.sqrt),
    "static double tan(double)": real.total(math.tan),
    "static double tanh(double)": fdlibm.tangent_hyperbolic,
    "static double toDegrees(double)": real.to_degrees,
    "static double toRadians(double)": real.to_radians,
    "static double ulp(double)": math.ulp,
}

CLASSES: Final = (java_class("Math", "Object", _MEMBERS), java_class("StrictMath", "Object", _MEMBERS))
