"""Quem pode dar o comando, e em nome de quem."""

from collections.abc import Iterator

from seicidades.comum.papeis import Lado, Papel
from seicidades.fluxo.nucleo.caso import Caso
from seicidades.fluxo.nucleo.comandos import CANAIS_COM_COMPROVACAO, Canal, Recusa
from seicidades.fluxo.nucleo.definicao import Item
from seicidades.fluxo.nucleo.estado import EstadoDoItem, SituacaoDaEtapa, SituacaoDoItem

RECUSAS_DE_PAPEL = frozenset(
    {"nao_e_do_seu_papel", "so_gerente_em_nome", "nome_nao_cabe", "impedido_de_aprovar"}
)


def _sem_papel(caso: Caso, quem: str) -> Recusa:
    return Recusa(
        "nao_e_do_seu_papel",
        f"Quem pode fazer isto: {quem}.",
        "Peça a essa pessoa; a página do município mostra quem é e o contato.",
        item=caso.comando.item or caso.comando.etapa,
    )


def _fala_por(caso: Caso, *nomes: str) -> Iterator[Recusa]:
    """O gerente age em nome de um dos `nomes`, com canal e comprovação."""
    ator = caso.ator
    if not ator.gerente:
        yield Recusa(
            "so_gerente_em_nome",
            "Só a gerência da carteira registra em nome de outra pessoa.",
            "Entre com o seu próprio papel ou peça à gerência que registre.",
        )
    if ator.em_nome_de not in nomes:
        yield Recusa(
            "nome_nao_cabe",
            "Este registro não cabe em nome de quem foi indicado.",
            "Indique quem de fato fez: o papel do item ou o lado dele.",
        )
    if ator.origem not in CANAIS_COM_COMPROVACAO:
        yield Recusa(
            "falta_canal",
            "Falta dizer por onde a informação chegou.",
            "Escolha telefone, ofício ou SEI.",
        )
    if all(caso.falta(nome) for nome in ("texto", "arquivos", "comprovacao")):
        yield Recusa(
            "falta_comprovacao",
            "Um registro em nome de outra pessoa precisa de comprovação.",
            "Anexe o arquivo ou descreva quem informou, quando e como.",
        )


def papel_do_item(caso: Caso) -> Iterator[Recusa]:
    if caso.item is not None:
        yield from _de_um_dos_papeis(caso, caso.item, (caso.item.papel,))


def quem_registra_o_fato(caso: Caso) -> Iterator[Recusa]:
    """O papel do item ou quem a etapa diz que também registra, cada um por si."""
    if caso.item is not None:
        yield from _de_um_dos_papeis(caso, caso.item, caso.item.quem_registra)


def _de_um_dos_papeis(caso: Caso, item: Item, papeis: tuple[Papel, ...]) -> Iterator[Recusa]:
    if caso.ator.em_nome_de:
        nomes = (item.lado.value,) if item.lado != Lado.MUNICIPIO else (*papeis, item.lado)
        if item.lado == Lado.PRODESP:
            nomes = ()
        yield from _fala_por(caso, *nomes)
    elif not caso.anda_por_si(item, papeis):
        if item.lado in (Lado.SGGD, Lado.TERCEIRO):
            quem = f"{item.lado.rotulo}; a gerência registra em nome dela, com comprovação"
        else:
            quem = " ou ".join(papel.rotulo for papel in papeis)
        yield _sem_papel(caso, quem)


def papel_de_envio(caso: Caso) -> Iterator[Recusa]:
    if caso.etapa is None:
        return
    papel = caso.etapa.papel_de_envio
    if caso.ator.em_nome_de:
        yield from _fala_por(caso, papel, Lado.MUNICIPIO)
    elif papel not in caso.ator.papeis:
        yield _sem_papel(caso, papel.rotulo)


def _por_si(caso: Caso) -> Iterator[Recusa]:
    if caso.ator.em_nome_de:
        yield Recusa(
            "nome_nao_cabe",
            "Isto não se faz em nome de outra pessoa.",
            "Faça no seu próprio nome.",
        )


def gerente_da_carteira(caso: Caso) -> Iterator[Recusa]:
    yield from _por_si(caso)
    if not caso.ator.gerente:
        yield _sem_papel(caso, "quem gerencia esta carteira na Prodesp")


def gerente_ou_administracao(caso: Caso) -> Iterator[Recusa]:
    """Quem gerencia o órgão, ou a administração, que carrega o Estado inteiro."""
    yield from _por_si(caso)
    if not caso.ator.gerente and caso.ator.papel_do_estado != Papel.ADMINISTRADOR:
        yield _sem_papel(caso, "quem gerencia esta carteira ou a administração")


def remetente_ou_gerente(caso: Caso) -> Iterator[Recusa]:
    yield from _por_si(caso)
    if caso.etapa and not ({caso.etapa.papel_de_envio, Papel.GERENTE} & caso.ator.papeis):
        yield _sem_papel(caso, f"{caso.etapa.papel_de_envio.rotulo} ou a gerência da Prodesp")


def gerente_ou_gestor_sei(caso: Caso) -> Iterator[Recusa]:
    yield from _por_si(caso)
    if not ({Papel.GERENTE, Papel.GESTOR_SEI} & caso.ator.papeis):
        yield _sem_papel(caso, "Gestor SEI ou a gerência da Prodesp")


def gente_da_implantacao(caso: Caso) -> Iterator[Recusa]:
    yield from _por_si(caso)
    if not _participa(caso):
        yield _sem_papel(caso, "quem participa desta implantação")


def _participa(caso: Caso) -> bool:
    return bool(caso.ator.papeis - {Papel.OBSERVADOR, Papel.ADMINISTRADOR})


def so_o_sistema(caso: Caso) -> Iterator[Recusa]:
    if not caso.ator.sistema:
        yield _sem_papel(caso, "o próprio sistema")


def quem_aprova(caso: Caso) -> Iterator[Recusa]:
    yield from _por_si(caso)
    if not caso.ator.aprova_qualquer:
        yield _sem_papel(caso, "a gerência da Prodesp ou a administração")


def nao_impedido(caso: Caso) -> Iterator[Recusa]:
    """Não aprova quem enviou nem quem é autor de item que não é da Prodesp."""
    if caso.etapa is None or caso.ator.id is None:
        return
    saida = (
        "Peça a outra pessoa da gerência ou à administração que aprove. Se todas estiverem "
        "impedidas, recolha a etapa e deixe que uma só pessoa registre de novo."
    )
    if caso.estado_da_etapa.remetente == caso.ator.id:
        yield Recusa(
            "impedido_de_aprovar",
            "Quem enviou a etapa não pode aprová-la.",
            saida,
            item=caso.etapa.chave,
        )
    for item in caso.etapa.itens:
        dado = caso.estado.item(item.chave)
        if _e_autor(item, dado, caso.ator.id):
            yield Recusa(
                "impedido_de_aprovar",
                f"Você registrou «{item.titulo}» e por isso não pode aprovar a etapa.",
                saida,
                item=item.chave,
            )


def _e_autor(item: Item, dado: EstadoDoItem, pessoa: int) -> bool:
    return (
        item.lado != Lado.PRODESP
        and dado.autor == pessoa
        and dado.situacao != SituacaoDoItem.DISPENSADO
    )


def nao_pediu(caso: Caso) -> Iterator[Recusa]:
    pedida = caso.estado_do_item.situacao == SituacaoDoItem.DISPENSA_PEDIDA
    if pedida and caso.ator.id is not None and caso.estado_do_item.pedinte == caso.ator.id:
        yield Recusa(
            "impedido_de_dispensar",
            "Quem pediu a dispensa não decide sobre ela.",
            "Peça ao Gestor SEI ou à gerência da Prodesp que decida.",
            item=caso.comando.item,
        )


def quem_aprovou(caso: Caso) -> Iterator[Recusa]:
    """Quem aprovou, se ainda é da gerência ou da administração."""
    yield from _por_si(caso)
    if not caso.ator.aprova_qualquer or _outro_aprovou(caso):
        yield _sem_papel(caso, "quem aprovou a etapa")


def _outro_aprovou(caso: Caso) -> bool:
    """A aprovação que veio de carga não é de ninguém daqui: reabre-se, não se desfaz."""
    if caso.etapa is None:
        return False
    etapa = caso.estado_da_etapa
    if etapa.aprovada_por is None:
        return etapa.situacao == SituacaoDaEtapa.APROVADA
    return etapa.aprovada_por != caso.ator.id


def resolve_bloqueio(caso: Caso) -> Iterator[Recusa]:
    yield from _por_si(caso)
    bloqueio = caso.estado.bloqueios.get(caso.dado("bloqueio", None))
    if bloqueio is None or caso.ator.gerente or bloqueio.por == caso.ator.id:
        return
    if not (bloqueio.dono == Lado.MUNICIPIO and _participa(caso)):
        yield _sem_papel(caso, "quem pediu, quem deve resolver ou a gerência")


def canal_conhecido(caso: Caso) -> Iterator[Recusa]:
    """O canal está na lista, e o do sistema é só dele."""
    if caso.ator.origem not in set(Canal) or (
        caso.ator.origem == Canal.SISTEMA and not caso.ator.sistema
    ):
        yield Recusa(
            "canal_desconhecido",
            "O canal por onde isto chegou não está na lista.",
            "Escolha tela, telefone, ofício ou SEI.",
        )
