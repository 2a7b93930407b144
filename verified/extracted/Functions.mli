
type fn =
| Tanh
| Sigmoid
| Exp
| Log
| Sin
| Cos
| Sinh
| Cosh
| Sqrt
| Inv
| Erf
| Gaussian
| NormalCdf
| NormalPdf
| Softplus
| Atan
| Step
| Identity
| Sigma of Big_int_Z.big_int * int
