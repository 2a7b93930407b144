// The integers of big_int_Z.ml and native.ml. An integer that a double holds exactly, with its neighbours, is a number, and
// there is no zero with a sign. Any other integer is an object that holds a BigInt. So what is equal is equal for OCaml's =
// and compare, too. js_of_ocaml 4.0 does not read 0n, and so it stands here as BigInt(0).

//Provides: integer_large
function integer_large(value) { this.value = value; }

//Provides: integer_init
//Requires: integer_large, integer_compare, caml_custom_ops
function integer_init(unit) {
  integer_large.prototype.caml_custom = "_integer";
  caml_custom_ops["_integer"] = {
    compare: integer_compare,
    hash: function (x) { return Number(BigInt.asIntN(32, x.value)); }
  };
  return 0;
}

//Provides: integer_is_small const
function integer_is_small(number) { return number >= -9007199254740991 && number <= 9007199254740991; }

//Provides: integer_big const
function integer_big(x) { return typeof x === "number" ? BigInt(x) : x.value; }

//Provides: integer_of_big const
//Requires: integer_large
function integer_of_big(big) {
  return big >= -9007199254740991 && big <= 9007199254740991 ? Number(big) : new integer_large(big);
}

// Half of the integers that are words become one: see native.ml.

//Provides: integer_fits const
function integer_fits(x) { return typeof x === "number" && x >= -1073741824 && x < 1073741824 ? 1 : 0; }

//Provides: integer_to_int const
function integer_to_int(x) { return x | 0; }

//Provides: integer_product_fits const
function integer_product_fits(x, y) { return x * y === (x * y | 0) ? 1 : 0; }

//Provides: integer_print const
//Requires: integer_big, caml_string_of_jsbytes
function integer_print(x) { return caml_string_of_jsbytes(integer_big(x).toString()); }

//Provides: integer_parse const
//Requires: integer_of_big, caml_jsbytes_of_string
function integer_parse(digits) { return integer_of_big(BigInt(caml_jsbytes_of_string(digits))); }

//Provides: integer_sign const
function integer_sign(x) {
  var value = typeof x === "number" ? x : x.value;
  return value > 0 ? 1 : value < 0 ? -1 : 0;
}

//Provides: integer_compare const
function integer_compare(x, y) {
  var a = typeof x === "number" ? x : x.value, b = typeof y === "number" ? y : y.value;
  return a < b ? -1 : a > b ? 1 : 0;
}

//Provides: integer_equal const
function integer_equal(x, y) {
  return x === y || typeof x !== "number" && typeof y !== "number" && x.value === y.value ? 1 : 0;
}

//Provides: integer_add const
//Requires: integer_is_small, integer_big, integer_of_big
function integer_add(x, y) {
  if (typeof x === "number" && typeof y === "number") {
    var sum = x + y;
    if (integer_is_small(sum)) return sum;
  }
  return integer_of_big(integer_big(x) + integer_big(y));
}

//Provides: integer_sub const
//Requires: integer_is_small, integer_big, integer_of_big
function integer_sub(x, y) {
  if (typeof x === "number" && typeof y === "number") {
    var difference = x - y;
    if (integer_is_small(difference)) return difference;
  }
  return integer_of_big(integer_big(x) - integer_big(y));
}

//Provides: integer_mul const
//Requires: integer_is_small, integer_big, integer_of_big
function integer_mul(x, y) {
  if (typeof x === "number" && typeof y === "number") {
    var product = x * y;
    if (integer_is_small(product)) return product + 0;
  }
  return integer_of_big(integer_big(x) * integer_big(y));
}

// The remainder is not negative. Of numbers % is exact, and so is a quotient that leaves no rest.

//Provides: integer_divide
//Requires: integer_is_small, integer_big, integer_of_big, caml_raise_zero_divide
function integer_divide(x, y) {
  if (y === 0) caml_raise_zero_divide();
  if (typeof x === "number" && typeof y === "number") {
    var rest = x % y + 0;
    if (rest < 0) rest += Math.abs(y);
    if (integer_is_small(x - rest)) return [0, (x - rest) / y + 0, rest];
  }
  var a = integer_big(x), b = integer_big(y), one = BigInt(1);
  var quotient = a / b, remainder = a % b;
  if (remainder < 0) {
    quotient = b > 0 ? quotient - one : quotient + one;
    remainder = b > 0 ? remainder + b : remainder - b;
  }
  return [0, integer_of_big(quotient), integer_of_big(remainder)];
}

//Provides: integer_gcd const
//Requires: integer_big, integer_of_big
function integer_gcd(x, y) {
  var rest;
  while (typeof x !== "number" || typeof y !== "number") {
    if (y === 0) return x.value < 0 ? integer_of_big(-x.value) : x;
    rest = integer_of_big(integer_big(x) % integer_big(y));
    x = y;
    y = rest;
  }
  while (y !== 0) {
    rest = x % y;
    x = y;
    y = rest;
  }
  return Math.abs(x);
}

// Newton's method from above comes down to the largest integer of which the square is not greater.

//Provides: integer_sqrt
//Requires: integer_big, integer_of_big, integer_bits, caml_invalid_argument
function integer_sqrt(x) {
  var one = BigInt(1), big = integer_big(x);
  if (big < 0) caml_invalid_argument("Z.sqrt: square root of a negative number");
  if (big < 1) return 0;
  var root = one << BigInt(integer_bits(x) + 1 >> 1);
  for (;;) {
    var next = root + big / root >> one;
    if (next >= root) return integer_of_big(root);
    root = next;
  }
}

//Provides: integer_and const
//Requires: integer_big, integer_of_big
function integer_and(x, y) { return integer_of_big(integer_big(x) & integer_big(y)); }

//Provides: integer_shift_left
//Requires: integer_big, integer_of_big, caml_invalid_argument
function integer_shift_left(x, bits) {
  if (bits < 0) caml_invalid_argument("Z.shift_left: count argument must be positive");
  return integer_of_big(integer_big(x) << BigInt(bits));
}

//Provides: integer_shift_right
//Requires: integer_big, integer_of_big, caml_invalid_argument
function integer_shift_right(x, bits) {
  if (bits < 0) caml_invalid_argument("Z.shift_right: count argument must be positive");
  return integer_of_big(integer_big(x) >> BigInt(bits));
}

// All but the first of the hexadecimal digits have four bits.

//Provides: integer_bits const
//Requires: integer_big
function integer_bits(x) {
  var big = integer_big(x);
  var digits = (big < 0 ? -big : big).toString(16);
  return 4 * (digits.length - 1) + 32 - Math.clz32(parseInt(digits.charAt(0), 16));
}
