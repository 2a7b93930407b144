open Datatypes
open Functions
open List
open QArith_base
open Syntax

(** val elementary : (char list * fn) list **)

let elementary =
  (('t'::('a'::('n'::('h'::[])))),
    Tanh) :: ((('s'::('i'::('g'::('m'::('o'::('i'::('d'::[]))))))),
    Sigmoid) :: ((('e'::('x'::('p'::[]))), Exp) :: ((('l'::('o'::('g'::[]))),
    Log) :: ((('s'::('i'::('n'::[]))), Sin) :: ((('c'::('o'::('s'::[]))),
    Cos) :: ((('s'::('i'::('n'::('h'::[])))),
    Sinh) :: ((('c'::('o'::('s'::('h'::[])))),
    Cosh) :: ((('s'::('q'::('r'::('t'::[])))),
    Sqrt) :: ((('e'::('r'::('f'::[]))),
    Erf) :: ((('s'::('o'::('f'::('t'::('p'::('l'::('u'::('s'::[])))))))),
    Softplus) :: ((('a'::('t'::('a'::('n'::[])))), Atan) :: [])))))))))))

(** val inner_elementary : (char list * fn) list **)

let inner_elementary =
  (('i'::('n'::('v'::[]))),
    Inv) :: ((('g'::('a'::('u'::('s'::('s'::('i'::('a'::('n'::[])))))))),
    Gaussian) :: ((('n'::('o'::('r'::('m'::('a'::('l'::('_'::('c'::('d'::('f'::[])))))))))),
    NormalCdf) :: ((('n'::('o'::('r'::('m'::('a'::('l'::('_'::('p'::('d'::('f'::[])))))))))),
    NormalPdf) :: ((('s'::('t'::('e'::('p'::[])))), Step) :: []))))

type native =
| Summed
| Multiplied
| Counted
| Cumulated
| Diagonal
| Transposed
| Reshaped
| Concatenated
| Stacked
| Repeated
| Zeros
| Ones
| Eye
| Windows

type arity =
| Exactly of Big_int_Z.big_int
| Several

(** val natives : (char list * ((native * arity) * char list list)) list **)

let natives =
  (('s'::('u'::('m'::[]))), ((Summed, (Exactly Big_int_Z.unit_big_int)),
    (('a'::('x'::('i'::('s'::[])))) :: (('k'::('e'::('e'::('p'::('d'::('i'::('m'::('s'::[])))))))) :: [])))) :: ((('p'::('r'::('o'::('d'::[])))),
    ((Multiplied, (Exactly Big_int_Z.unit_big_int)),
    (('a'::('x'::('i'::('s'::[])))) :: (('k'::('e'::('e'::('p'::('d'::('i'::('m'::('s'::[])))))))) :: [])))) :: ((('c'::('u'::('m'::('s'::('u'::('m'::[])))))),
    ((Cumulated, (Exactly Big_int_Z.unit_big_int)),
    (('a'::('x'::('i'::('s'::[])))) :: []))) :: ((('d'::('i'::('a'::('g'::[])))),
    ((Diagonal, (Exactly Big_int_Z.unit_big_int)),
    [])) :: ((('t'::('r'::('a'::('n'::('s'::('p'::('o'::('s'::('e'::[]))))))))),
    ((Transposed, (Exactly Big_int_Z.unit_big_int)),
    (('a'::('x'::('e'::('s'::[])))) :: []))) :: ((('r'::('e'::('s'::('h'::('a'::('p'::('e'::[]))))))),
    ((Reshaped, (Exactly Big_int_Z.unit_big_int)),
    (('s'::('h'::('a'::('p'::('e'::[]))))) :: []))) :: ((('c'::('o'::('n'::('c'::('a'::('t'::[])))))),
    ((Concatenated, Several),
    (('a'::('x'::('i'::('s'::[])))) :: []))) :: ((('s'::('t'::('a'::('c'::('k'::[]))))),
    ((Stacked, Several),
    (('a'::('x'::('i'::('s'::[])))) :: []))) :: ((('r'::('e'::('p'::('e'::('a'::('t'::[])))))),
    ((Repeated, (Exactly Big_int_Z.unit_big_int)),
    (('r'::('e'::('p'::('e'::('a'::('t'::('s'::[]))))))) :: (('a'::('x'::('i'::('s'::[])))) :: [])))) :: ((('z'::('e'::('r'::('o'::('s'::[]))))),
    ((Zeros, (Exactly Big_int_Z.zero_big_int)),
    (('s'::('h'::('a'::('p'::('e'::[]))))) :: []))) :: ((('o'::('n'::('e'::('s'::[])))),
    ((Ones, (Exactly Big_int_Z.zero_big_int)),
    (('s'::('h'::('a'::('p'::('e'::[]))))) :: []))) :: ((('e'::('y'::('e'::[]))),
    ((Eye, (Exactly Big_int_Z.zero_big_int)),
    (('n'::[]) :: []))) :: [])))))))))))

(** val inner_natives :
    (char list * ((native * arity) * char list list)) list **)

let inner_natives =
  (('c'::('o'::('u'::('n'::('t'::[]))))), ((Counted, (Exactly
    Big_int_Z.unit_big_int)),
    (('a'::('x'::('i'::('s'::[])))) :: []))) :: ((('w'::('i'::('n'::('d'::('o'::('w'::('s'::[]))))))),
    ((Windows, (Exactly (Big_int_Z.mult_int_big_int 2
    Big_int_Z.unit_big_int))),
    (('s'::('t'::('r'::('i'::('d'::('e'::[])))))) :: (('p'::('a'::('d'::('d'::('i'::('n'::('g'::[]))))))) :: (('a'::('x'::('e'::('s'::[])))) :: []))))) :: [])

type definition =
| Means of char list list * options * (char list * term) list * term

(** val arguments_of : definition -> char list list **)

let arguments_of = function
| Means (arguments, _, _, _) -> arguments

(** val defaults_of : definition -> options **)

let defaults_of = function
| Means (_, defaults, _, _) -> defaults

(** val left_out_of : definition -> (char list * term) list **)

let left_out_of = function
| Means (_, _, left_out, _) -> left_out

(** val body_of : definition -> term **)

let body_of = function
| Means (_, _, _, body) -> body

(** val definitions : (char list * definition) list **)

let definitions =
  (('s'::('i'::('l'::('u'::[])))), (Means ((('z'::[]) :: []), [], [],
    (Product ((Name ('z'::[])) :: ((Apply
    (('s'::('i'::('g'::('m'::('o'::('i'::('d'::[]))))))), ((Name
    ('z'::[])) :: []), [])) :: [])))))) :: ((('g'::('e'::('l'::('u'::[])))),
    (Means ((('z'::[]) :: []), [], [], (Product ((Name ('z'::[])) :: ((Apply
    (('n'::('o'::('r'::('m'::('a'::('l'::('_'::('c'::('d'::('f'::[])))))))))),
    ((Name ('z'::[])) :: []),
    [])) :: [])))))) :: ((('g'::('e'::('l'::('u'::('_'::('t'::('a'::('n'::('h'::[]))))))))),
    (Means ((('z'::[]) :: []), [], [], (Product ((Literal { coq_Qnum =
    Big_int_Z.unit_big_int; coq_Qden = (Big_int_Z.mult_int_big_int 2
    Big_int_Z.unit_big_int) }) :: ((Name ('z'::[])) :: ((Sum ((Literal
    { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
    Big_int_Z.unit_big_int }) :: ((Apply (('t'::('a'::('n'::('h'::[])))),
    ((Product ((Apply (('s'::('q'::('r'::('t'::[])))), ((Quotient ((Literal
    { coq_Qnum = (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int);
    coq_Qden = Big_int_Z.unit_big_int }), (Name ('p'::('i'::[]))))) :: []),
    [])) :: ((Sum ((Name ('z'::[])) :: ((Product ((Literal { coq_Qnum =
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int)))))))))))));
    coq_Qden = (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    Big_int_Z.unit_big_int))))))))))))))))) }) :: ((Power ((Name ('z'::[])),
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    Big_int_Z.unit_big_int))) :: []))) :: []))) :: []))) :: []),
    [])) :: []))) :: []))))))) :: ((('m'::('i'::('s'::('h'::[])))), (Means
    ((('z'::[]) :: []), [], [], (Product ((Name ('z'::[])) :: ((Apply
    (('t'::('a'::('n'::('h'::[])))), ((Apply
    (('s'::('o'::('f'::('t'::('p'::('l'::('u'::('s'::[])))))))), ((Name
    ('z'::[])) :: []), [])) :: []),
    [])) :: [])))))) :: ((('r'::('e'::('l'::('u'::[])))), (Means
    ((('z'::[]) :: []), [], [], (Product ((Name ('z'::[])) :: ((Apply
    (('s'::('t'::('e'::('p'::[])))), ((Name ('z'::[])) :: []),
    [])) :: [])))))) :: ((('l'::('e'::('a'::('k'::('y'::('_'::('r'::('e'::('l'::('u'::[])))))))))),
    (Means ((('z'::[]) :: (('s'::('l'::('o'::('p'::('e'::[]))))) :: [])), [],
    [], (Sum ((Product ((Name
    ('s'::('l'::('o'::('p'::('e'::[])))))) :: ((Name
    ('z'::[])) :: []))) :: ((Product ((Sum ((Literal { coq_Qnum =
    Big_int_Z.unit_big_int; coq_Qden =
    Big_int_Z.unit_big_int }) :: ((Opposite (Name
    ('s'::('l'::('o'::('p'::('e'::[]))))))) :: []))) :: ((Name
    ('z'::[])) :: ((Apply (('s'::('t'::('e'::('p'::[])))), ((Name
    ('z'::[])) :: []),
    [])) :: [])))) :: [])))))) :: ((('a'::('b'::('s'::[]))), (Means
    ((('z'::[]) :: []), [], [], (Product ((Name ('z'::[])) :: ((Sum ((Product
    ((Literal { coq_Qnum = (Big_int_Z.mult_int_big_int 2
    Big_int_Z.unit_big_int); coq_Qden = Big_int_Z.unit_big_int }) :: ((Apply
    (('s'::('t'::('e'::('p'::[])))), ((Name ('z'::[])) :: []),
    [])) :: []))) :: ((Opposite (Literal { coq_Qnum = Big_int_Z.unit_big_int;
    coq_Qden =
    Big_int_Z.unit_big_int })) :: []))) :: [])))))) :: ((('c'::('l'::('i'::('p'::[])))),
    (Means ((('z'::[]) :: (('l'::('o'::[])) :: (('h'::('i'::[])) :: []))),
    [], [], (Sum ((Sum ((Name ('l'::('o'::[]))) :: ((Apply
    (('r'::('e'::('l'::('u'::[])))), ((Sum ((Name ('z'::[])) :: ((Opposite
    (Name ('l'::('o'::[])))) :: []))) :: []), [])) :: []))) :: ((Opposite
    (Apply (('r'::('e'::('l'::('u'::[])))), ((Sum ((Name
    ('z'::[])) :: ((Opposite (Name ('h'::('i'::[])))) :: []))) :: []),
    []))) :: [])))))) :: ((('h'::('a'::('r'::('d'::('t'::('a'::('n'::('h'::[])))))))),
    (Means ((('z'::[]) :: []), [], [], (Apply
    (('c'::('l'::('i'::('p'::[])))), ((Name ('z'::[])) :: ((Literal
    { coq_Qnum = (Big_int_Z.minus_big_int Big_int_Z.unit_big_int); coq_Qden =
    Big_int_Z.unit_big_int }) :: ((Literal { coq_Qnum =
    Big_int_Z.unit_big_int; coq_Qden = Big_int_Z.unit_big_int }) :: []))),
    []))))) :: ((('r'::('e'::('l'::('u'::('6'::[]))))), (Means
    ((('z'::[]) :: []), [], [], (Apply (('c'::('l'::('i'::('p'::[])))),
    ((Name ('z'::[])) :: ((Literal { coq_Qnum = Big_int_Z.zero_big_int;
    coq_Qden = Big_int_Z.unit_big_int }) :: ((Literal { coq_Qnum =
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    Big_int_Z.unit_big_int)); coq_Qden = Big_int_Z.unit_big_int }) :: []))),
    []))))) :: ((('e'::('l'::('u'::[]))), (Means
    ((('z'::[]) :: (('a'::('l'::('p'::('h'::('a'::[]))))) :: [])), [],
    ((('a'::('l'::('p'::('h'::('a'::[]))))), (Literal { coq_Qnum =
    Big_int_Z.unit_big_int; coq_Qden = Big_int_Z.unit_big_int })) :: []),
    (Sum ((Product ((Name ('a'::('l'::('p'::('h'::('a'::[])))))) :: ((Sum
    ((Apply (('e'::('x'::('p'::[]))), ((Name ('z'::[])) :: []),
    [])) :: ((Opposite (Literal { coq_Qnum = Big_int_Z.unit_big_int;
    coq_Qden = Big_int_Z.unit_big_int })) :: []))) :: []))) :: ((Product
    ((Apply (('s'::('t'::('e'::('p'::[])))), ((Name ('z'::[])) :: []),
    [])) :: ((Sum ((Name ('z'::[])) :: ((Opposite (Product ((Name
    ('a'::('l'::('p'::('h'::('a'::[])))))) :: ((Sum ((Apply
    (('e'::('x'::('p'::[]))), ((Name ('z'::[])) :: []), [])) :: ((Opposite
    (Literal { coq_Qnum = Big_int_Z.unit_big_int; coq_Qden =
    Big_int_Z.unit_big_int })) :: []))) :: [])))) :: []))) :: []))) :: [])))))) :: ((('s'::('e'::('l'::('u'::[])))),
    (Means ((('z'::[]) :: []), [], [], (Product ((Literal { coq_Qnum =
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    Big_int_Z.unit_big_int)))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))));
    coq_Qden = (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    Big_int_Z.unit_big_int)))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))) }) :: ((Apply
    (('e'::('l'::('u'::[]))), ((Name ('z'::[])) :: ((Literal { coq_Qnum =
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    Big_int_Z.unit_big_int)))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))));
    coq_Qden = (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
    (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    Big_int_Z.unit_big_int)))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))) }) :: [])),
    [])) :: [])))))) :: ((('h'::('a'::('r'::('d'::('s'::('w'::('i'::('s'::('h'::[]))))))))),
    (Means ((('z'::[]) :: []), [], [], (Product ((Literal { coq_Qnum =
    Big_int_Z.unit_big_int; coq_Qden = (Big_int_Z.mult_int_big_int 2
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    Big_int_Z.unit_big_int)) }) :: ((Name ('z'::[])) :: ((Apply
    (('r'::('e'::('l'::('u'::('6'::[]))))), ((Sum ((Name
    ('z'::[])) :: ((Literal { coq_Qnum =
    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
    Big_int_Z.unit_big_int); coq_Qden =
    Big_int_Z.unit_big_int }) :: []))) :: []),
    [])) :: []))))))) :: ((('m'::('e'::('a'::('n'::[])))), (Means
    ((('z'::[]) :: []), ((('a'::('x'::('i'::('s'::[])))),
    ONone) :: ((('k'::('e'::('e'::('p'::('d'::('i'::('m'::('s'::[])))))))),
    (OFlag false)) :: [])), [], (Quotient ((Apply (('s'::('u'::('m'::[]))),
    ((Name ('z'::[])) :: []), ((('a'::('x'::('i'::('s'::[])))), (OName
    ('a'::('x'::('i'::('s'::[])))))) :: ((('k'::('e'::('e'::('p'::('d'::('i'::('m'::('s'::[])))))))),
    (OName
    ('k'::('e'::('e'::('p'::('d'::('i'::('m'::('s'::[])))))))))) :: [])))),
    (Apply (('c'::('o'::('u'::('n'::('t'::[]))))), ((Name ('z'::[])) :: []),
    ((('a'::('x'::('i'::('s'::[])))), (OName
    ('a'::('x'::('i'::('s'::[])))))) :: [])))))))) :: ((('v'::('a'::('r'::[]))),
    (Means ((('z'::[]) :: []), ((('a'::('x'::('i'::('s'::[])))),
    ONone) :: ((('k'::('e'::('e'::('p'::('d'::('i'::('m'::('s'::[])))))))),
    (OFlag false)) :: [])), [], (Apply (('m'::('e'::('a'::('n'::[])))),
    ((Power ((Sum ((Name ('z'::[])) :: ((Opposite (Apply
    (('m'::('e'::('a'::('n'::[])))), ((Name ('z'::[])) :: []),
    ((('a'::('x'::('i'::('s'::[])))), (OName
    ('a'::('x'::('i'::('s'::[])))))) :: ((('k'::('e'::('e'::('p'::('d'::('i'::('m'::('s'::[])))))))),
    (OFlag true)) :: []))))) :: []))), (Big_int_Z.mult_int_big_int 2
    Big_int_Z.unit_big_int))) :: []), ((('a'::('x'::('i'::('s'::[])))),
    (OName
    ('a'::('x'::('i'::('s'::[])))))) :: ((('k'::('e'::('e'::('p'::('d'::('i'::('m'::('s'::[])))))))),
    (OName
    ('k'::('e'::('e'::('p'::('d'::('i'::('m'::('s'::[])))))))))) :: []))))))) :: ((('n'::('o'::('r'::('m'::[])))),
    (Means ((('z'::[]) :: []), ((('a'::('x'::('i'::('s'::[])))),
    ONone) :: ((('k'::('e'::('e'::('p'::('d'::('i'::('m'::('s'::[])))))))),
    (OFlag false)) :: [])), [], (Apply (('s'::('q'::('r'::('t'::[])))),
    ((Apply (('s'::('u'::('m'::[]))), ((Power ((Name ('z'::[])),
    (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int))) :: []),
    ((('a'::('x'::('i'::('s'::[])))), (OName
    ('a'::('x'::('i'::('s'::[])))))) :: ((('k'::('e'::('e'::('p'::('d'::('i'::('m'::('s'::[])))))))),
    (OName
    ('k'::('e'::('e'::('p'::('d'::('i'::('m'::('s'::[])))))))))) :: [])))) :: []),
    []))))) :: ((('l'::('o'::('g'::('s'::('u'::('m'::('e'::('x'::('p'::[]))))))))),
    (Means ((('z'::[]) :: []), ((('a'::('x'::('i'::('s'::[])))),
    ONone) :: ((('k'::('e'::('e'::('p'::('d'::('i'::('m'::('s'::[])))))))),
    (OFlag false)) :: [])), [], (Apply (('l'::('o'::('g'::[]))), ((Apply
    (('s'::('u'::('m'::[]))), ((Apply (('e'::('x'::('p'::[]))), ((Name
    ('z'::[])) :: []), [])) :: []), ((('a'::('x'::('i'::('s'::[])))), (OName
    ('a'::('x'::('i'::('s'::[])))))) :: ((('k'::('e'::('e'::('p'::('d'::('i'::('m'::('s'::[])))))))),
    (OName
    ('k'::('e'::('e'::('p'::('d'::('i'::('m'::('s'::[])))))))))) :: [])))) :: []),
    []))))) :: ((('s'::('o'::('f'::('t'::('m'::('a'::('x'::[]))))))), (Means
    ((('z'::[]) :: []), ((('a'::('x'::('i'::('s'::[])))), (OInt
    (Big_int_Z.minus_big_int Big_int_Z.unit_big_int))) :: []), [], (Quotient
    ((Apply (('e'::('x'::('p'::[]))), ((Name ('z'::[])) :: []), [])), (Apply
    (('s'::('u'::('m'::[]))), ((Apply (('e'::('x'::('p'::[]))), ((Name
    ('z'::[])) :: []), [])) :: []), ((('a'::('x'::('i'::('s'::[])))), (OName
    ('a'::('x'::('i'::('s'::[])))))) :: ((('k'::('e'::('e'::('p'::('d'::('i'::('m'::('s'::[])))))))),
    (OFlag
    true)) :: []))))))))) :: ((('l'::('o'::('g'::('_'::('s'::('o'::('f'::('t'::('m'::('a'::('x'::[]))))))))))),
    (Means ((('z'::[]) :: []), ((('a'::('x'::('i'::('s'::[])))), (OInt
    (Big_int_Z.minus_big_int Big_int_Z.unit_big_int))) :: []), [], (Sum
    ((Name ('z'::[])) :: ((Opposite (Apply
    (('l'::('o'::('g'::('s'::('u'::('m'::('e'::('x'::('p'::[]))))))))),
    ((Name ('z'::[])) :: []), ((('a'::('x'::('i'::('s'::[])))), (OName
    ('a'::('x'::('i'::('s'::[])))))) :: ((('k'::('e'::('e'::('p'::('d'::('i'::('m'::('s'::[])))))))),
    (OFlag
    true)) :: []))))) :: [])))))) :: ((('l'::('a'::('y'::('e'::('r'::('_'::('n'::('o'::('r'::('m'::[])))))))))),
    (Means ((('z'::[]) :: (('e'::('p'::('s'::[]))) :: [])),
    ((('a'::('x'::('i'::('s'::[])))), (OInt (Big_int_Z.minus_big_int
    Big_int_Z.unit_big_int))) :: []), [], (Quotient ((Sum ((Name
    ('z'::[])) :: ((Opposite (Apply (('m'::('e'::('a'::('n'::[])))), ((Name
    ('z'::[])) :: []), ((('a'::('x'::('i'::('s'::[])))), (OName
    ('a'::('x'::('i'::('s'::[])))))) :: ((('k'::('e'::('e'::('p'::('d'::('i'::('m'::('s'::[])))))))),
    (OFlag true)) :: []))))) :: []))), (Apply
    (('s'::('q'::('r'::('t'::[])))), ((Sum ((Apply (('v'::('a'::('r'::[]))),
    ((Name ('z'::[])) :: []), ((('a'::('x'::('i'::('s'::[])))), (OName
    ('a'::('x'::('i'::('s'::[])))))) :: ((('k'::('e'::('e'::('p'::('d'::('i'::('m'::('s'::[])))))))),
    (OFlag true)) :: [])))) :: ((Name
    ('e'::('p'::('s'::[])))) :: []))) :: []),
    []))))))) :: ((('r'::('m'::('s'::('_'::('n'::('o'::('r'::('m'::[])))))))),
    (Means ((('z'::[]) :: (('e'::('p'::('s'::[]))) :: [])),
    ((('a'::('x'::('i'::('s'::[])))), (OInt (Big_int_Z.minus_big_int
    Big_int_Z.unit_big_int))) :: []), [], (Quotient ((Name ('z'::[])), (Apply
    (('s'::('q'::('r'::('t'::[])))), ((Sum ((Apply
    (('m'::('e'::('a'::('n'::[])))), ((Power ((Name ('z'::[])),
    (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int))) :: []),
    ((('a'::('x'::('i'::('s'::[])))), (OName
    ('a'::('x'::('i'::('s'::[])))))) :: ((('k'::('e'::('e'::('p'::('d'::('i'::('m'::('s'::[])))))))),
    (OFlag true)) :: [])))) :: ((Name
    ('e'::('p'::('s'::[])))) :: []))) :: []),
    []))))))) :: ((('d'::('o'::('t'::[]))), (Means
    ((('u'::[]) :: (('v'::[]) :: [])), [], [], (Matmul ((Name ('u'::[])),
    (Name ('v'::[]))))))) :: ((('o'::('u'::('t'::('e'::('r'::[]))))), (Means
    ((('u'::[]) :: (('v'::[]) :: [])), [], [], (Einsum
    (('i'::(','::('j'::('-'::('>'::('i'::('j'::[]))))))), ((Name
    ('u'::[])) :: ((Name
    ('v'::[])) :: []))))))) :: ((('t'::('r'::('a'::('c'::('e'::[]))))),
    (Means ((('z'::[]) :: []), [], [], (Einsum
    (('i'::('i'::('-'::('>'::[])))), ((Name
    ('z'::[])) :: [])))))) :: ((('c'::('o'::('n'::('v'::('1'::('d'::[])))))),
    (Means ((('x'::[]) :: (('w'::[]) :: [])),
    ((('s'::('t'::('r'::('i'::('d'::('e'::[])))))), (OInt
    Big_int_Z.unit_big_int)) :: ((('p'::('a'::('d'::('d'::('i'::('n'::('g'::[]))))))),
    (OInt Big_int_Z.zero_big_int)) :: [])), [], (Einsum
    (('c'::('l'::('k'::(','::('o'::('c'::('k'::('-'::('>'::('o'::('l'::[]))))))))))),
    ((Apply (('w'::('i'::('n'::('d'::('o'::('w'::('s'::[]))))))), ((Name
    ('x'::[])) :: ((Name ('w'::[])) :: [])),
    ((('s'::('t'::('r'::('i'::('d'::('e'::[])))))), (OName
    ('s'::('t'::('r'::('i'::('d'::('e'::[])))))))) :: ((('p'::('a'::('d'::('d'::('i'::('n'::('g'::[]))))))),
    (OName
    ('p'::('a'::('d'::('d'::('i'::('n'::('g'::[]))))))))) :: ((('a'::('x'::('e'::('s'::[])))),
    (OInt Big_int_Z.unit_big_int)) :: []))))) :: ((Name
    ('w'::[])) :: []))))))) :: ((('c'::('o'::('n'::('v'::('2'::('d'::[])))))),
    (Means ((('x'::[]) :: (('w'::[]) :: [])),
    ((('s'::('t'::('r'::('i'::('d'::('e'::[])))))), (OInt
    Big_int_Z.unit_big_int)) :: ((('p'::('a'::('d'::('d'::('i'::('n'::('g'::[]))))))),
    (OInt Big_int_Z.zero_big_int)) :: [])), [], (Einsum
    (('c'::('m'::('n'::('k'::('l'::(','::('o'::('c'::('k'::('l'::('-'::('>'::('o'::('m'::('n'::[]))))))))))))))),
    ((Apply (('w'::('i'::('n'::('d'::('o'::('w'::('s'::[]))))))), ((Name
    ('x'::[])) :: ((Name ('w'::[])) :: [])),
    ((('s'::('t'::('r'::('i'::('d'::('e'::[])))))), (OName
    ('s'::('t'::('r'::('i'::('d'::('e'::[])))))))) :: ((('p'::('a'::('d'::('d'::('i'::('n'::('g'::[]))))))),
    (OName
    ('p'::('a'::('d'::('d'::('i'::('n'::('g'::[]))))))))) :: ((('a'::('x'::('e'::('s'::[])))),
    (OInt (Big_int_Z.mult_int_big_int 2
    Big_int_Z.unit_big_int))) :: []))))) :: ((Name
    ('w'::[])) :: []))))))) :: ((('m'::('a'::('x'::[]))), (Means
    ((('u'::[]) :: (('v'::[]) :: [])), [], [], (Sum ((Name
    ('v'::[])) :: ((Apply (('r'::('e'::('l'::('u'::[])))), ((Sum ((Name
    ('u'::[])) :: ((Opposite (Name ('v'::[]))) :: []))) :: []),
    [])) :: [])))))) :: ((('m'::('i'::('n'::[]))), (Means
    ((('u'::[]) :: (('v'::[]) :: [])), [], [], (Sum ((Name
    ('u'::[])) :: ((Opposite (Apply (('r'::('e'::('l'::('u'::[])))), ((Sum
    ((Name ('u'::[])) :: ((Opposite (Name ('v'::[]))) :: []))) :: []),
    []))) :: [])))))) :: [])))))))))))))))))))))))))))

(** val folds : char list list **)

let folds =
  ('m'::('a'::('x'::[]))) :: (('m'::('i'::('n'::[]))) :: [])

(** val reserved : char list list **)

let reserved =
  ('p'::('i'::[])) :: (('e'::('i'::('n'::('s'::('u'::('m'::[])))))) :: 
    (app (map fst elementary)
      (app (map fst inner_elementary)
        (app (map fst natives)
          (app (map fst inner_natives) (map fst definitions))))))
