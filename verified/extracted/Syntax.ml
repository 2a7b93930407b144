open QArith_base

type subscript =
| At of Big_int_Z.big_int
| Range of Big_int_Z.big_int option * Big_int_Z.big_int option
   * Big_int_Z.big_int option
| Dots

type option_value =
| ONone
| OFlag of bool
| OInt of Big_int_Z.big_int
| OInts of Big_int_Z.big_int list
| OName of char list

type options = (char list * option_value) list

type term =
| Name of char list
| Literal of coq_Q
| Sum of term list
| Product of term list
| Opposite of term
| Quotient of term * term
| Power of term * Big_int_Z.big_int
| Matmul of term * term
| Transpose of term
| Index of term * subscript list
| Stack of term list
| Einsum of char list * term list
| Apply of char list * term list * options

type declaration = char list * Big_int_Z.big_int list

type fact =
| Even
| Odd
| ZeroAtZero

type relation =
| Equal
| NotZero
| Positive
| Negative

type comparison_of_terms = (term * relation) * term

type family =
| OfOutputs of (char list * term) list * term list
   * Big_int_Z.big_int list list list
| OfFields of term list list

type model = { functions : (char list * fact list) list;
               parameters : declaration list; inputs : declaration list;
               of_family : family; frozen : term list;
               rates : (term * coq_Q) list;
               inputs_where : comparison_of_terms list;
               data : coq_Q list list option }

type equations =
| Equations of (term * term) list
| FixedBy of (term * term) list list

type candidate = { constants : declaration list; of_equations : equations;
                   where_ : comparison_of_terms list }

type set_ =
| Candidate of candidate
| Difference of set_ * set_

type verdict =
| Certified
| Refuted

type claim = { of_model : model; of_set : set_; of_verdict : verdict }
