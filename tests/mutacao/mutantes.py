"""Os mutantes de um módulo: cada um é o módulo com um só ponto estragado.

Tudo se faz na árvore sintática; o arquivo não muda. Cada gerador olha um nó e
diz os estragos que ali cabem, como pares (o que se fez, o nó estragado).
"""

import ast
import copy
import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Estragos = Iterator[tuple[str, ast.AST]]
FRONTEIRAS = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
# O que se mostra, o que se lê do disco e o atalho de quem lê depressa: nada disso decide.
SO_TEXTO = {"_MAL_FORMADO", "RECUSAS_DE_PAPEL", "CAMPOS_DA_RAIZ", "_DATAS", "EFEITOS", "_JA_JSON"}


@dataclass(frozen=True)
class Mutante:
    """Um ponto estragado.

    Args:
        nome: `arquivo:linha operador#n`, estável enquanto a linha não se move.
        funcao: nome qualificado da função que muda; vazio, o módulo.
        alvo: o nome atribuído que muda, num estrago fora de função.
        tirado: o elemento que saiu de uma coleção, em código.
    """

    modulo: str
    linha: int
    operador: str
    funcao: str
    alvo: str
    antes: str
    depois: str
    arvore: ast.Module
    tirado: str = ""

    @property
    def nome(self) -> str:
        return f"{self.modulo}:{self.linha} {self.operador}"

    @property
    def chave(self) -> str:
        troca = self.antes + " → " + self.depois
        return (
            f"{self.modulo}.{self.funcao or self.alvo} {self.operador}: {' '.join(troca.split())}"
        )

    @property
    def diferenca(self) -> str:
        linhas = difflib.unified_diff(
            self.antes.splitlines(), self.depois.splitlines(), n=0, lineterm=""
        )
        return "\n".join(list(linhas)[3:])


# Os estragos, cada um com o seu operador


def guarda_muda(no: ast.AST) -> Estragos:
    """A função de guarda não diz nada: volta antes do primeiro passo."""
    if isinstance(no, ast.FunctionDef) and _gera_recusas(no):
        mudo = copy.deepcopy(no)
        inicio = 1 if ast.get_docstring(no) else 0
        mudo.body.insert(inicio, ast.Return(value=ast.Tuple(elts=[], ctx=ast.Load())))
        yield "cala", mudo


def _gera_recusas(no: ast.FunctionDef) -> bool:
    return no.returns is not None and ast.unparse(no.returns) == "Iterator[Recusa]"


def se_ao_contrario(no: ast.AST) -> Estragos:
    if isinstance(no, ast.If | ast.IfExp):
        yield "inverte", _com(no, test=ast.UnaryOp(ast.Not(), no.test))
    if isinstance(no, ast.comprehension):
        for n, teste in enumerate(no.ifs):
            ifs = [*no.ifs[:n], ast.UnaryOp(ast.Not(), teste), *no.ifs[n + 1 :]]
            yield "inverte", _com(no, ifs=ifs)


def sem_termo(no: ast.AST) -> Estragos:
    """De `a and b`, só `a` e só `b`."""
    if isinstance(no, ast.BoolOp):
        for n in range(len(no.values)):
            resto = [*no.values[:n], *no.values[n + 1 :]]
            yield "tira", resto[0] if len(resto) == 1 else _com(no, values=resto)


def fronteira(no: ast.AST) -> Estragos:
    if isinstance(no, ast.Compare):
        for n, operador in enumerate(no.ops):
            if type(operador) in FRONTEIRAS:
                ops = [*no.ops[:n], FRONTEIRAS[type(operador)](), *no.ops[n + 1 :]]
                yield "desloca", _com(no, ops=ops)


def sem_elemento(no: ast.AST) -> Estragos:
    """Uma situação a menos entre as que se comparam."""
    if isinstance(no, ast.Compare) and isinstance(no.ops[0], ast.In | ast.NotIn):
        colecao = no.comparators[0]
        if isinstance(colecao, ast.Tuple | ast.Set):
            for menor in _sem_um(colecao):
                yield "tira", _com(no, comparators=[menor])


def sem_regra(no: ast.AST) -> Estragos:
    """Uma guarda a menos num comando; um comando ou uma situação a menos numa lista."""
    if isinstance(no, ast.Tuple | ast.Set):
        for n, menor in enumerate(_sem_um(no), start=1):
            yield f"tira a {n}ª", menor


def _sem_um(colecao: ast.Tuple | ast.Set) -> Iterator[ast.AST]:
    for n in range(len(colecao.elts)):
        yield _com(colecao, elts=[*colecao.elts[:n], *colecao.elts[n + 1 :]])


def sem_campo(no: ast.AST) -> Estragos:
    """Um campo a menos no que o comando deixa. Lista de frases não decide nada."""
    if not isinstance(no, ast.Dict) or all(_e_frase(v) for v in no.values):
        return
    for n in range(len(no.keys)):
        keys, values = list(no.keys), list(no.values)
        del keys[n], values[n]
        yield "tira", _com(no, keys=keys, values=values)


def _e_frase(no: ast.AST) -> bool:
    return isinstance(no, ast.Constant) and isinstance(no.value, str)


def sem_argumento(no: ast.AST) -> Estragos:
    """Um campo a menos na chamada que monta o efeito, ou uma situação na que monta a guarda."""
    if not isinstance(no, ast.Call) or not isinstance(no.func, ast.Name):
        return
    if no.func.id in ("do_item", "da_etapa"):
        for n in range(len(no.keywords)):
            yield "tira", _com(no, keywords=[*no.keywords[:n], *no.keywords[n + 1 :]])
    if no.func.id == "etapa_em":
        for n in range(len(no.args)):
            yield "tira", _com(no, args=[*no.args[:n], *no.args[n + 1 :]])


def sem_passo(no: ast.AST) -> Estragos:
    """Um passo a menos: a chamada, a atribuição a um campo ou o acréscimo."""
    passo = isinstance(no, ast.Expr) and isinstance(no.value, ast.Call | ast.YieldFrom)
    campo = isinstance(no, ast.Assign) and isinstance(no.targets[0], ast.Subscript)
    if passo or campo or isinstance(no, ast.AugAssign):
        yield "pula", ast.Pass()


def efeito_nulo(no: ast.AST) -> Estragos:
    """O comando passa e não muda nada."""
    if isinstance(no, ast.FunctionDef) and no.args.args[:1] and no.name != "reavaliar":
        do_comando = not no.name.startswith("_") and no.args.kwarg is None
        if do_comando and [a.arg for a in no.args.args] == ["caso", "seq"]:
            vazio = ast.Return(value=ast.Dict(keys=[], values=[]))
            inicio = 1 if ast.get_docstring(no) else 0
            yield "anula", _com(no, body=[*no.body[:inicio], vazio, *no.body[inicio:]])


NAS_FUNCOES: tuple[Callable[[ast.AST], Estragos], ...] = (
    guarda_muda,
    se_ao_contrario,
    sem_termo,
    fronteira,
    sem_elemento,
    sem_campo,
    sem_argumento,
    sem_passo,
    efeito_nulo,
)
FORA_DELAS: tuple[Callable[[ast.AST], Estragos], ...] = (sem_regra, sem_argumento)


def mutantes(fonte: str, modulo: str) -> Iterator[Mutante]:
    """Todos os mutantes de um módulo, na ordem em que os pontos aparecem."""
    arvore = ast.parse(fonte)
    for caminho, no in _andar(arvore, ()):
        for gerador in _que_cabem(arvore, caminho):
            for operador, estragado in gerador(no):
                yield _mutante(arvore, modulo, caminho, no, operador, estragado)


def _com(no: ast.AST, **campos) -> ast.AST:
    """O nó, com alguns campos trocados."""
    novo = copy.copy(no)
    for nome, valor in campos.items():
        setattr(novo, nome, valor)
    return novo


Caminho = tuple[tuple[str, int | None], ...]


def _andar(no: ast.AST, caminho: Caminho) -> Iterator[tuple[Caminho, ast.AST]]:
    for nome, valor in ast.iter_fields(no):
        filhos = enumerate(valor) if isinstance(valor, list) else [(None, valor)]
        for indice, filho in filhos:
            if isinstance(filho, ast.AST) and nome not in ("annotation", "returns"):
                passo = (*caminho, (nome, indice))
                yield passo, filho
                yield from _andar(filho, passo)


def _linhagem(arvore: ast.Module, caminho: Caminho) -> Iterator[ast.AST]:
    no: ast.AST = arvore
    for nome, indice in caminho:
        no = getattr(no, nome) if indice is None else getattr(no, nome)[indice]
        yield no


def _que_cabem(arvore: ast.Module, caminho: Caminho) -> tuple:
    """Os geradores do lugar. O que monta uma recusa ou declara uma classe não decide nada."""
    linhagem = list(_linhagem(arvore, caminho))
    *acima, _ = linhagem
    if any(isinstance(n, ast.Call) and ast.unparse(n.func) == "Recusa" for n in acima):
        return ()
    if _funcoes(linhagem):
        return NAS_FUNCOES
    na_tabela = _nome_atribuido(linhagem[0]) and _nome_atribuido(linhagem[0]) not in SO_TEXTO
    return FORA_DELAS if na_tabela else ()


def _funcoes(nos: list[ast.AST]) -> list[str]:
    return [n.name for n in nos if isinstance(n, ast.FunctionDef)]


def _mutante(arvore, modulo, caminho, no, operador, estragado) -> Mutante:
    linhagem = list(_linhagem(arvore, caminho))
    dentro = [n for n in linhagem if isinstance(n, ast.ClassDef | ast.FunctionDef)]
    nova = _trocar(arvore, caminho, estragado, no)
    if len(_funcoes(dentro)) > 1 and no is not dentro[-1]:
        nova = _guardar_os_nomes(nova, caminho, linhagem, dentro[-1])
    nova = ast.fix_missing_locations(nova)
    tem_funcao = bool(_funcoes(dentro))
    return Mutante(
        modulo=modulo,
        linha=getattr(no, "lineno", None) or getattr(linhagem[-2], "lineno", 0),
        operador=operador,
        funcao=".".join(n.name for n in dentro) if tem_funcao else "",
        alvo="" if tem_funcao else _nome_atribuido(linhagem[0]),
        antes=ast.unparse(no),
        depois=ast.unparse(estragado),
        arvore=nova,
        tirado=_tirado(no, estragado),
    )


def _tirado(no: ast.AST, estragado: ast.AST) -> str:
    """O elemento que já não está na coleção."""
    if not isinstance(no, ast.Tuple | ast.Set) or not isinstance(estragado, type(no)):
        return ""
    return next((ast.unparse(e) for e in no.elts if e not in estragado.elts), "")


def _guardar_os_nomes(arvore, caminho: Caminho, linhagem: list[ast.AST], funcao) -> ast.Module:
    """A função de dentro segue citando os nomes da de fora, ou o código não cabe na viva."""
    ate = caminho[: linhagem.index(funcao) + 1]
    *_, estragada = _linhagem(arvore, ate)
    nomes = {n.id for n in ast.walk(funcao) if isinstance(n, ast.Name)}
    citados = [ast.Expr(ast.Name(id=nome, ctx=ast.Load())) for nome in sorted(nomes)]
    nunca = ast.If(test=ast.Constant(value=False), body=citados, orelse=[])
    return _trocar(arvore, ate, _com(estragada, body=[*estragada.body, nunca]), funcao)


def _nome_atribuido(no: ast.AST) -> str:
    alvo = no.target if isinstance(no, ast.AnnAssign) else getattr(no, "targets", [None])[0]
    return alvo.id if isinstance(alvo, ast.Name) else ""


def _trocar(arvore: ast.AST, caminho: Caminho, novo: ast.AST, velho: ast.AST) -> ast.AST:
    """A árvore com um nó trocado; só o caminho até ele é copiado."""
    if not caminho:
        return ast.copy_location(novo, velho) if hasattr(velho, "lineno") else novo
    (nome, indice), *resto = caminho
    copia = copy.copy(arvore)
    if indice is None:
        setattr(copia, nome, _trocar(getattr(arvore, nome), tuple(resto), novo, velho))
    else:
        lista = list(getattr(arvore, nome))
        lista[indice] = _trocar(lista[indice], tuple(resto), novo, velho)
        setattr(copia, nome, lista)
    return copia
