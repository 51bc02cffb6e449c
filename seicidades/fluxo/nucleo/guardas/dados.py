"""O que foi informado no pedido: forma, textos, motivos e impedimentos."""

from collections.abc import Iterator, Mapping

from seicidades.comum.digitos import tem_cpf
from seicidades.comum.papeis import LADOS_QUE_AGEM
from seicidades.fluxo.nucleo import formato
from seicidades.fluxo.nucleo.caso import Caso, Guarda
from seicidades.fluxo.nucleo.comandos import (
    FATO_PERDIDO,
    MOTIVOS_DE_BLOQUEIO,
    MOTIVOS_DE_DEVOLUCAO,
    Recusa,
)

_MAL_FORMADO = {
    formato.INVALIDO: (
        "O dado «{nome}» não veio na forma certa.",
        "Preencha de novo; datas, como 2026-05-15, e números, só com algarismos.",
    ),
    formato.LONGO: (
        "O texto de «{nome}» passa do limite.",
        f"Resuma em até {formato.LIMITE_DO_TEXTO} letras e anexe o resto como arquivo.",
    ),
    formato.DESCONHECIDO: (
        "O dado «{nome}» não é dos que se registram aqui.",
        "Envie só o que o formulário pede.",
    ),
}


def dados_bem_formados(caso: Caso) -> Iterator[Recusa]:
    for nome, codigo in caso.malformados.items():
        mensagem, saida = _MAL_FORMADO[codigo]
        yield Recusa(codigo, mensagem.format(nome=nome), saida)


def texto_exigido(campo: str, rotulo: str) -> Guarda:
    def guarda(caso: Caso) -> Iterator[Recusa]:
        if caso.falta(campo):
            yield Recusa(
                "falta_dado", f"Falta {rotulo}.", f"Escreva {rotulo} em uma ou duas frases."
            )

    return guarda


motivo_exigido = texto_exigido("motivo", "o motivo")
justificativa_exigida = texto_exigido("justificativa", "a justificativa")


def sem_dado_pessoal(caso: Caso) -> Iterator[Recusa]:
    """O registro é para sempre: texto livre com CPF não entra."""
    if any(tem_cpf(texto) for texto in _textos(caso)):
        yield Recusa(
            "texto_com_cpf",
            "O texto parece conter um CPF, e o que se registra aqui não se apaga.",
            "Retire o número e identifique a pessoa pelo nome e cargo.",
        )


def _textos(caso: Caso) -> Iterator[str]:
    """Os textos bem-formados; a forma dos dados limita a profundidade."""
    for nome in _com_texto(caso):
        valor = caso.dado(nome)
        for parte in valor if isinstance(valor, list | tuple) else (valor,):
            yield from _textos_da_parte(parte)


def _com_texto(caso: Caso) -> set[str]:
    """Os dados que vieram, são conhecidos e podem trazer texto livre."""
    vieram = caso.comando.dados if isinstance(caso.comando.dados, Mapping) else ()
    return (formato.FORMATOS.keys() & vieram) - {"digest", "arquivos"}


def _textos_da_parte(parte) -> Iterator[str]:
    for valor in parte.values() if isinstance(parte, Mapping) else (parte,):
        if isinstance(valor, str):
            yield valor


# Devolver e reabrir


def motivos_de_devolucao(caso: Caso) -> Iterator[Recusa]:
    if caso.falta("motivos"):
        yield Recusa(
            "falta_dado",
            "Falta dizer o que precisa ser corrigido.",
            "Marque ao menos um item, com o motivo e o que fazer.",
        )
    itens = _itens_da_etapa(caso)
    for motivo in caso.dado("motivos", ()):
        yield from _motivo_confere(motivo, itens)


def _itens_da_etapa(caso: Caso) -> set[str]:
    return {i.chave for i in caso.etapa.itens} if caso.etapa else set()


def _motivo_confere(motivo: Mapping, itens: set[str]) -> Iterator[Recusa]:
    item, codigo = motivo.get("item") or "", motivo.get("codigo") or ""
    if item not in itens:
        yield _de_outra_etapa(item, "Escolha itens da etapa que está em análise.")
    if codigo not in MOTIVOS_DE_DEVOLUCAO:
        yield _motivo_desconhecido(codigo, item)
    if not (motivo.get("texto") or "").strip():
        yield Recusa(
            "falta_dado",
            "Falta dizer à cidade o que fazer.",
            "Escreva, em uma frase, o que deve ser corrigido.",
            item=item if item in itens else "",
        )


def _de_outra_etapa(item: str, saida: str) -> Recusa:
    return Recusa("item_de_outra_etapa", f"O item {item[:60]!r} não é desta etapa.", saida)


def _motivo_desconhecido(codigo: str, item: str = "") -> Recusa:
    return Recusa(
        "motivo_desconhecido",
        f"O motivo {codigo[:60]!r} não está na lista.",
        "Escolha um dos motivos oferecidos.",
        item=item[: formato.LIMITE_DO_CODIGO],
    )


def itens_a_reabrir(caso: Caso) -> Iterator[Recusa]:
    itens = _itens_da_etapa(caso)
    for chave in caso.dado("itens", ()):
        if chave not in itens:
            yield _de_outra_etapa(chave, "Escolha itens da etapa que será reaberta.")


# Impedimentos


def dados_do_bloqueio(caso: Caso) -> Iterator[Recusa]:
    motivo, dono, alvo = caso.dado("motivo_bloqueio"), caso.dado("dono"), caso.dado("alvo")
    if motivo not in MOTIVOS_DE_BLOQUEIO and "motivo_bloqueio" not in caso.malformados:
        yield _motivo_desconhecido(motivo)
    if dono not in {lado.value for lado in LADOS_QUE_AGEM} and "dono" not in caso.malformados:
        yield Recusa(
            "dono_desconhecido",
            "Falta dizer quem deve resolver.",
            "Escolha município, Prodesp, SGGD ou terceiro.",
        )
    if alvo and alvo not in caso.roteiro.itens and alvo not in caso.roteiro.por_chave:
        yield Recusa(
            "item_desconhecido",
            f"Não há item nem etapa {alvo!r} no roteiro desta implantação.",
            "Escolha um item ou etapa da lista, ou deixe em branco.",
        )


def bloqueio_existe(caso: Caso) -> Iterator[Recusa]:
    if caso.falta("bloqueio"):
        yield Recusa(
            "falta_dado",
            "Falta dizer qual impedimento se resolveu.",
            "Escolha um dos que a página do município mostra.",
        )
        return
    bloqueio = caso.estado.bloqueios.get(caso.dado("bloqueio", None))
    if bloqueio is None and "bloqueio" not in caso.malformados:
        yield Recusa(
            "bloqueio_desconhecido",
            "Este impedimento não está aberto.",
            "Veja na página do município os impedimentos de agora.",
        )
    elif bloqueio is not None and bloqueio.motivo == FATO_PERDIDO:
        yield Recusa(
            "bloqueio_do_sistema",
            "Este impedimento se fecha sozinho quando o dado que falta voltar.",
            "Informe de novo o dado na página do item.",
            item=bloqueio.item_perdido,
        )
