"""A forma de cada pedido, em JSON Schema: a mesma para conferir, publicar e oferecer.

Há dois graus. O *largo* diz o tipo, o tamanho e o nome dos campos: fora dele o
pedido é malformado (400). O *estrito* diz também o que é obrigatório e que
valores valem: fora dele quem recusa é o motor, com todas as razões (409).
"""

from collections.abc import Iterator, Mapping
from functools import cache

from jsonschema import Draft202012Validator, ValidationError

from seicidades.comum.papeis import LADOS_QUE_AGEM, Lado, Papel
from seicidades.fluxo.forms import LIMITE_DO_TEXTO
from seicidades.fluxo.nucleo.comandos import (
    MOTIVOS_DE_BLOQUEIO,
    MOTIVOS_DE_DEVOLUCAO,
    Canal,
    Comando,
)
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.definicao import Roteiro

MAIOR_INTEIRO = 2**31 - 1
TAMANHO_DA_CHAVE = 100
SO_NO_ESTRITO = frozenset({"required", "enum", "minLength", "minItems", "const"})

# De 2000 a 2099: nesse século, todo ano divisível por quatro é bissexto.
DIA = (
    r"^20[0-9]{2}-(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])$"
    r"|^20[0-9]{2}-(0[469]|11)-(0[1-9]|[12][0-9]|30)$"
    r"|^20[0-9]{2}-02-(0[1-9]|1[0-9]|2[0-8])$"
    r"|^20([02468][048]|[13579][26])-02-29$"
)
SEM_NULO = r"^[^\u0000]*$"
UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"


def _texto(descricao: str) -> dict:
    return {
        "type": "string",
        "minLength": 1,
        "maxLength": LIMITE_DO_TEXTO,
        "pattern": SEM_NULO,
        "description": f"{descricao} Não escreva CPF.",
    }


def _codigo(descricao: str, valores=()) -> dict:
    codigo = {"type": "string", "maxLength": 60, "pattern": SEM_NULO, "description": descricao}
    return codigo | ({"enum": [str(v) for v in valores]} if valores else {})


def _dia(descricao: str) -> dict:
    return {"type": "string", "pattern": DIA, "description": f"{descricao} Como 2026-05-15."}


def _numero(descricao: str) -> dict:
    return {
        "type": "integer",
        "minimum": 0,
        "maximum": MAIOR_INTEIRO,
        "description": descricao,
    }


_MOTIVO = _texto("Por quê; fica na história do município.")
_JUSTIFICATIVA = _texto("Por que se decide assim.")
_PROVAS = {
    "comprovacao": _texto("Quem informou, quando e por onde; exigida em nome de outra pessoa."),
    "arquivos": {
        "type": "array",
        "maxItems": 50,
        "items": {"type": "string", "pattern": UUID},
        "description": "Identificadores de arquivos já enviados a este órgão.",
    },
}
_DEVOLUCAO = {
    "type": "object",
    "properties": {
        "item": _codigo("Chave do item a corrigir."),
        "codigo": _codigo("O motivo.", MOTIVOS_DE_DEVOLUCAO),
        "texto": _texto("O que a cidade deve fazer."),
    },
    "required": ["item", "codigo", "texto"],
    "additionalProperties": False,
}
_DEVOLUCOES = {"type": "array", "items": _DEVOLUCAO, "minItems": 1, "maxItems": 200}
_ITENS = {"type": "array", "items": _codigo("Chave do item."), "maxItems": 200}


def _objeto(obrigatorios: tuple[str, ...] = (), **propriedades) -> dict:
    return {
        "type": "object",
        "properties": propriedades,
        "required": list(obrigatorios),
        "additionalProperties": False,
    }


# O `dados` de cada comando. Comando que não está aqui não se dá pela API.
DADOS: Mapping[C, dict] = {
    C.INICIAR: _objeto(),
    C.CONCLUIR_ITEM: _objeto(texto=_texto("O que foi feito."), **_PROVAS),
    C.REABRIR_ITEM: _objeto(motivo=_MOTIVO, **_PROVAS),
    C.ALTERAR_FATOS: _objeto(resumo=_texto("O que mudou."), **_PROVAS),
    C.PEDIR_DISPENSA: _objeto(("justificativa",), justificativa=_JUSTIFICATIVA, **_PROVAS),
    C.CONFIRMAR_DISPENSA: _objeto(),
    C.NEGAR_DISPENSA: _objeto(("motivo",), motivo=_MOTIVO),
    C.ENVIAR_ETAPA: _objeto(**_PROVAS),
    C.RECOLHER_ETAPA: _objeto(("motivo",), motivo=_MOTIVO),
    C.DEVOLVER_ETAPA: _objeto(("motivos",), motivos=_DEVOLUCOES),
    C.APROVAR_ETAPA: _objeto(),
    C.DESFAZER_APROVACAO: _objeto(("motivo",), motivo=_MOTIVO),
    C.REABRIR_ETAPA: _objeto(("motivo",), motivo=_MOTIVO, itens=_ITENS),
    C.ENTRAR_EM_PRODUCAO: _objeto(
        ("data", "justificativa"),
        data=_dia("Quando o SEI entrou em produção."),
        justificativa=_JUSTIFICATIVA,
    ),
    C.DECLARAR_BLOQUEIO: _objeto(
        ("motivo_bloqueio", "dono"),
        motivo_bloqueio=_codigo("O que impede.", MOTIVOS_DE_BLOQUEIO),
        dono=_codigo("Quem deve resolver.", LADOS_QUE_AGEM),
        alvo=_codigo("Chave do item ou da etapa; em branco, a implantação toda."),
        texto=_texto("O que houve."),
    ),
    C.RESOLVER_BLOQUEIO: _objeto(
        ("bloqueio",),
        bloqueio=_numero("Número do andamento que o declarou."),
        motivo=_MOTIVO,
        texto=_texto("Como se resolveu."),
    ),
    C.PRORROGAR_PRAZO: _objeto(
        ("ate", "motivo"), ate=_dia("O novo último dia, útil no município."), motivo=_MOTIVO
    ),
    C.SUSPENDER: _objeto(
        ("motivo", "retomar_em"), motivo=_MOTIVO, retomar_em=_dia("Quando lembrar de retomar.")
    ),
    C.RETOMAR: _objeto(motivo=_MOTIVO),
    C.DESISTIR: _objeto(("motivo",), motivo=_MOTIVO),
    C.READMITIR: _objeto(("motivo",), motivo=_MOTIVO),
    C.RETIFICAR: _objeto(
        ("seq", "campo", "motivo"),
        seq=_numero("Número do andamento que pôs o dado."),
        campo=_codigo("O que se corrige.", ("data", "ocorreu_em")),
        valor=_dia("A data certa; sem ela, só a entrada em produção se anula."),
        motivo=_MOTIVO,
    ),
}


def dados_do_comando(comando: Comando, roteiro: Roteiro) -> dict:
    """O esquema estrito de `dados`, já com os valores deste alvo e sem as explicações."""
    esquema = _oferecido(comando.tipo)
    if comando.etapa and comando.tipo == C.DEVOLVER_ETAPA:
        motivos = esquema["properties"]["motivos"]
        devolucao = _com(motivos["items"], item=_dos_itens(comando, roteiro))
        return _com(esquema, motivos=motivos | {"items": devolucao})
    if comando.etapa and comando.tipo == C.REABRIR_ETAPA:
        itens = esquema["properties"]["itens"]
        return _com(esquema, itens=itens | {"items": _dos_itens(comando, roteiro)})
    if comando.tipo == C.RESOLVER_BLOQUEIO and "bloqueio" in comando.dados:
        fixo = esquema["properties"]["bloqueio"] | {"const": comando.dados["bloqueio"]}
        return _com(esquema, bloqueio=fixo)
    return esquema


@cache
def _oferecido(tipo: C) -> dict:
    """São centenas por resposta; o que cada campo é está no esquema da API."""
    return _sem(DADOS[tipo], frozenset({"description"}))


def _sem(esquema, fora: frozenset[str]):
    """O mesmo esquema sem as palavras de `fora`; nome de propriedade não é palavra."""
    if isinstance(esquema, list):
        return [_sem(parte, fora) for parte in esquema]
    if not isinstance(esquema, dict):
        return esquema
    return {
        nome: {k: _sem(v, fora) for k, v in valor.items()}
        if nome == "properties"
        else _sem(valor, fora)
        for nome, valor in esquema.items()
        if nome not in fora
    }


def _com(esquema: dict, **propriedades) -> dict:
    return esquema | {"properties": esquema["properties"] | propriedades}


def _dos_itens(comando: Comando, roteiro: Roteiro) -> dict:
    itens = roteiro.por_chave[comando.etapa].itens
    return {"type": "string", "enum": [i.chave for i in itens]}


# O pedido inteiro


def _anulavel(esquema: dict) -> dict:
    nulo = {"type": [esquema["type"], "null"]}
    return esquema | nulo | ({"enum": [*esquema["enum"], None]} if "enum" in esquema else {})


_ORIGENS = [c.value for c in Canal if c != Canal.SISTEMA]
_NOMES = sorted({*(p.value for p in Papel), *(lado.value for lado in Lado)})
_OPCIONAIS = {
    "item": _anulavel(_codigo("Chave do item de que se trata.")),
    "etapa": _anulavel(_codigo("Chave da etapa de que se trata.")),
    "em_nome_de": _anulavel(_codigo("Papel ou lado em cujo nome a gerência registra.", _NOMES)),
    "origem": _anulavel(_codigo("Por onde a informação chegou; sem ela, «tela».", _ORIGENS)),
}
_DE_TODOS = {
    "chave": {
        "type": "string",
        "minLength": 1,
        "maxLength": TAMANHO_DA_CHAVE,
        "pattern": SEM_NULO,
        "description": "Identifica este pedido: repetida, devolve o primeiro resultado.",
    },
    "seq_esperada": _anulavel(
        _numero("O último andamento visto; recusa se, depois dele, mexeram no mesmo alvo.")
    ),
    "ocorreu_em": _anulavel(_dia("Quando aconteceu; sem ela, hoje.")),
}


@cache
def pedido_de(tipo: C) -> dict:
    """O esquema largo do corpo de um comando. Iniciar não tem alvo nem fala por ninguém."""
    opcionais = {} if tipo == C.INICIAR else _OPCIONAIS
    return {
        "type": "object",
        "title": tipo.value,
        "properties": {
            "comando": {"type": "string", "enum": [tipo.value]},
            **_DE_TODOS,
            **opcionais,
            "dados": _anulavel(_sem(DADOS[tipo], SO_NO_ESTRITO)),
        },
        "required": ["comando", "chave"],
        "additionalProperties": False,
    }


def pedido() -> dict:
    """O corpo de qualquer comando, como o esquema da API o publica."""
    return {"oneOf": [pedido_de(tipo) for tipo in DADOS]}


# Conferir


def defeitos_do_pedido(corpo: object) -> dict[str, list[str]]:
    """O que está malformado, por campo; vazio, se está na forma certa."""
    if not isinstance(corpo, dict):
        return {"corpo": ["Deve ser um objeto JSON."]}
    comando = corpo.get("comando")
    if not isinstance(comando, str) or comando not in set(DADOS):
        return {"comando": [f"Deve ser um destes: {', '.join(DADOS)}."]}
    if quebrados := list(_textos_quebrados(corpo, "")):
        return {campo: ["Tem um caractere que não existe em texto."] for campo in quebrados}
    defeitos: dict[str, list[str]] = {}
    for erro in Draft202012Validator(pedido_de(C(comando))).iter_errors(corpo):
        for campo, mensagem in _contar(erro):
            if mensagem not in (deste := defeitos.setdefault(campo, [])):
                deste.append(mensagem)
    return defeitos


def _contar(erro: ValidationError) -> Iterator[tuple[str, str]]:
    caminho = ".".join(str(parte) for parte in erro.absolute_path)
    if erro.validator == "required":
        faltam = [nome for nome in erro.validator_value if nome not in erro.instance]
        yield from ((_junto(caminho, nome), "Falta informar.") for nome in faltam)
    elif erro.validator == "additionalProperties":
        demais = sorted(set(erro.instance) - set(erro.schema["properties"]))
        yield from ((_junto(caminho, nome[:60]), "Este campo não existe aqui.") for nome in demais)
    else:
        modelo = _MENSAGENS.get(erro.validator, "Não está na forma certa.")
        yield caminho or "corpo", modelo.format(_em_palavras(erro))


def _junto(caminho: str, nome: str) -> str:
    return f"{caminho}.{nome}" if caminho else nome


_MENSAGENS = {
    "type": "Deve ser {}.",
    "enum": "Deve ser um destes: {}.",
    "minLength": "Não pode ficar em branco.",
    "maxLength": "Passa de {} caracteres.",
    "maxItems": "Passa de {} itens.",
    "minimum": "Deve ser {} ou mais.",
    "maximum": "Deve ser {} ou menos.",
    "pattern": "Não está na forma certa: datas como 2026-05-15, de 2000 a 2099; "
    "textos sem o caractere nulo.",
}
_TIPOS = {
    "string": "texto",
    "integer": "número inteiro",
    "object": "objeto",
    "array": "lista",
    "null": "nulo",
}


def _em_palavras(erro: ValidationError) -> str:
    valor = erro.validator_value
    if erro.validator == "type":
        tipos = valor if isinstance(valor, list) else [valor]
        return " ou ".join(_TIPOS.get(tipo, tipo) for tipo in tipos)
    if isinstance(valor, list):
        return ", ".join(str(v) for v in valor if v is not None)
    return str(valor)


def _textos_quebrados(valor, caminho: str) -> Iterator[str]:
    """Meio par substituto: cabe em JSON e não cabe em UTF-8."""
    if isinstance(valor, str) and any("\ud800" <= letra <= "\udfff" for letra in valor):
        yield caminho or "corpo"
    elif isinstance(valor, dict):
        for nome, parte in valor.items():
            if any("\ud800" <= letra <= "\udfff" for letra in nome):
                yield _junto(caminho, "?")
            else:
                yield from _textos_quebrados(parte, _junto(caminho, nome))
    elif isinstance(valor, list):
        for numero, parte in enumerate(valor):
            yield from _textos_quebrados(parte, _junto(caminho, str(numero)))
