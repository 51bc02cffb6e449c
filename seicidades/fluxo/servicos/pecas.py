"""O que todo comando precisa da casca: trava, ator, contexto e quem fez antes."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from django.db import OperationalError, connection
from django.utils import timezone

from seicidades.comum.dias_uteis import Calendario
from seicidades.comum.papeis import Papel
from seicidades.contas.permissoes import papeis_de, papeis_exercidos, papel_do_estado
from seicidades.fluxo.declaracao import etapas_registradas
from seicidades.fluxo.models import Andamento, Implantacao, VersaoDoRoteiro
from seicidades.fluxo.nucleo.comandos import (
    SISTEMA,
    Ator,
    Canal,
    Comando,
    Contexto,
    Recusa,
    TipoDeComando,
)
from seicidades.fluxo.nucleo.definicao import Etapa, Fato
from seicidades.fluxo.nucleo.estado import Estado
from seicidades.fluxo.nucleo.eventos import TipoDeEvento
from seicidades.municipios.calendario import calendario_com, calendario_do_municipio
from seicidades.municipios.models import Orgao

# Espera esgotada (lock_not_available) e impasse desfeito pelo banco (deadlock_detected).
ESPERA_OU_IMPASSE = {"55P03", "40P01"}

# Escritas à mão: montá-las pelo ORM, a cada comando, custaria mais do que executá-las.
TRANCAR = """
SELECT i.*,
       (SELECT o.municipio_id FROM municipios_orgao o WHERE o.id = i.orgao_id) AS municipio_id,
       (SELECT v.digest FROM fluxo_versaodoroteiro v WHERE v.id = i.versao_id) AS digest
FROM fluxo_implantacao i
WHERE i.id = %s
FOR UPDATE OF i
"""
# À parte de TRANCAR, que enxerga o banco de quando começou a esperar: papéis, feriados e
# chaves são os de depois da espera. O mesmo que `papeis_de` e `calendario_do_municipio` leem.
DEPOIS_DA_TRAVA = """
SELECT ARRAY(SELECT papel FROM contas_vinculo
             WHERE usuario_id = %(usuario)s AND orgao_id = %(orgao)s
               AND inicio <= %(hoje)s AND (fim IS NULL OR fim >= %(hoje)s)),
       ARRAY(SELECT ARRAY[data::text, nome] FROM municipios_feriadomunicipal
             WHERE municipio_id = %(municipio)s ORDER BY id),
       (SELECT id FROM fluxo_andamento
        WHERE implantacao_id = %(implantacao)s AND chave = %(chave)s)
"""

_DA_ETAPA = frozenset(
    {
        TipoDeComando.ALTERAR_FATOS,
        TipoDeComando.REABRIR_ITEM,
        TipoDeComando.NEGAR_DISPENSA,
        TipoDeComando.ENVIAR_ETAPA,
        TipoDeComando.RECOLHER_ETAPA,
        TipoDeComando.DEVOLVER_ETAPA,
        TipoDeComando.APROVAR_ETAPA,
        TipoDeComando.REABRIR_ETAPA,
    }
)
_DE_TUDO = frozenset(
    {
        TipoDeComando.INICIAR,
        TipoDeComando.IMPORTAR_SITUACAO,
        TipoDeComando.ENTRAR_EM_PRODUCAO,
        TipoDeComando.RETOMAR,
        TipoDeComando.READMITIR,
        TipoDeComando.REAVALIAR,
    }
)


class ImplantacaoOcupada(Exception):
    """Outra pessoa está gravando nesta implantação e a espera acabou. Nada mudou."""

    def __init__(self):
        super().__init__(
            "Outra pessoa está gravando nesta implantação neste momento. "
            "Nada do que você enviou se perdeu: espere alguns segundos e envie de novo."
        )


def trancar(implantacao: Implantacao) -> Implantacao:
    """A implantação, travada. Do órgão e da versão vem só o que todo comando usa.

    Raises:
        Implantacao.DoesNotExist: se não está no banco.
    """
    for trancada in Implantacao.objects.raw(TRANCAR, [implantacao.pk]):
        trancada.orgao = Orgao.from_db(
            None, ("id", "municipio_id"), (trancada.orgao_id, trancada.municipio_id)
        )
        trancada.versao = VersaoDoRoteiro.from_db(
            None, ("id", "digest"), (trancada.versao_id, trancada.digest)
        )
        return trancada
    raise Implantacao.DoesNotExist


@dataclass(frozen=True, slots=True)
class Leitura:
    """O que se leu depois da trava. `repetido`: o andamento que já usou a chave do pedido."""

    papeis: frozenset[Papel]
    calendario: Calendario
    repetido: int | None


def ler_depois_da_trava(trancada: Implantacao, usuario, chave: str | None = None) -> Leitura:
    """Papéis de quem pede, feriados e, com `chave`, quem já a usou: uma consulta."""
    with connection.cursor() as cursor:
        cursor.execute(
            DEPOIS_DA_TRAVA,
            {
                "usuario": usuario.pk if usuario else None,
                "orgao": trancada.orgao_id,
                "hoje": timezone.localdate(),
                "municipio": trancada.orgao.municipio_id,
                "implantacao": trancada.pk,
                "chave": chave,
            },
        )
        vinculados, feriados, repetido = cursor.fetchone()
    papeis = papeis_exercidos(usuario, vinculados) if usuario else frozenset()
    locais = {date.fromisoformat(dia): nome for dia, nome in feriados}
    return Leitura(papeis, calendario_com(locais), repetido)


@contextmanager
def traduzir_trava() -> Iterator[None]:
    """Espera esgotada por uma linha travada, ou impasse, vira uma resposta que se entende."""
    try:
        yield
    except OperationalError as erro:
        if getattr(erro.__cause__, "sqlstate", "") in ESPERA_OU_IMPASSE:
            raise ImplantacaoOcupada from erro
        raise


def ator_de(usuario, orgao: Orgao, em_nome_de: str | None = None, origem: str = Canal.TELA) -> Ator:
    """Quem pede, com os papéis que tem hoje neste órgão."""
    papeis = papeis_de(usuario, orgao) if usuario else frozenset()
    return ator_com(papeis, usuario, em_nome_de, origem)


def ator_com(
    papeis: frozenset[Papel], usuario, em_nome_de: str | None = None, origem: str = Canal.TELA
) -> Ator:
    """Quem pede, com papéis já lidos."""
    if usuario is None:
        return SISTEMA
    return Ator(
        id=usuario.pk,
        papeis=papeis,
        papel_do_estado=papel_do_estado(usuario) or "",
        em_nome_de=em_nome_de or "",
        origem=origem,
    )


def apurar(implantacao: Implantacao, etapas: Iterable[Etapa]) -> dict[str, Fato]:
    """Os fatos de agora nas etapas dadas. Etapa que o código já não declara fica sem avaliar."""
    declaradas = etapas_registradas()
    fatos: dict[str, Fato] = {}
    for etapa in etapas:
        funcao = declaradas[etapa.chave].apurar if etapa.chave in declaradas else None
        if funcao is not None:
            apurados = funcao([implantacao.pk]).get(implantacao.pk, {})
            fatos |= {i.chave: apurados[i.chave] for i in etapa.itens if i.chave in apurados}
    return fatos


def contexto_de(implantacao: Implantacao, comando: Comando, calendario: Calendario) -> Contexto:
    """Calendário, agora e só os fatos que este comando julga."""
    roteiro = implantacao.roteiro
    etapas: tuple[Etapa, ...] = ()
    if comando.tipo in _DE_TUDO:
        etapas = roteiro.etapas
    elif comando.tipo in _DA_ETAPA:
        alvo = roteiro.por_chave.get(comando.etapa) or roteiro.etapa_do_item.get(comando.item)
        etapas = (alvo,) if alvo else ()
    return Contexto(calendario, timezone.now(), apurar(implantacao, etapas))


def contexto_de_leitura(implantacao: Implantacao) -> Contexto:
    """Calendário, agora e todos os fatos, para explicar na tela."""
    return Contexto(
        calendario_do_municipio(implantacao.orgao.municipio_id),
        timezone.now(),
        apurar(implantacao, implantacao.roteiro.etapas),
    )


# Quem fez antes


def mudou_desde(
    implantacao: Implantacao, estado: Estado, comando: Comando, seq_esperada: int | None
) -> list[Recusa]:
    """Recusa se, depois do que a pessoa viu, outro andamento tocou o mesmo item ou etapa."""
    ultimo = _ultimo_toque(implantacao, estado, comando)
    if seq_esperada is None or ultimo <= seq_esperada:
        return []
    return [
        Recusa(
            "mudou_desde",
            "Isto mudou depois que você abriu a página.",
            "Confira o que mudou e decida de novo.",
            item=comando.item or comando.etapa,
            seq=ultimo,
        )
    ]


def _ultimo_toque(implantacao: Implantacao, estado: Estado, comando: Comando) -> int:
    if comando.item:
        return estado.item(comando.item).seq
    etapa = implantacao.roteiro.por_chave.get(comando.etapa)
    if etapa is None:
        return 0
    return max([estado.etapa(etapa.chave).seq, *(estado.item(i.chave).seq for i in etapa.itens)])


def contar_quem_e_quando(
    implantacao: Implantacao, recusas: list[Recusa], comando: Comando | None = None
) -> list[Recusa]:
    """Às recusas causadas por um andamento, junta quem agiu e quando."""
    if comando is not None and any(r.codigo == "bloqueio_desconhecido" for r in recusas):
        recusas = _apontar_quem_resolveu(implantacao, comando.dados["bloqueio"], recusas)
    seqs = {r.seq for r in recusas if r.seq}
    if not seqs:
        return recusas
    andamentos = {
        a.seq: a
        for a in Andamento.objects.filter(implantacao=implantacao, seq__in=seqs).select_related(
            "ator"
        )
    }
    return [
        replace(r, mensagem=f"{r.mensagem} {_quem_e_quando(andamentos[r.seq])}")
        if r.seq in andamentos
        else r
        for r in recusas
    ]


def _apontar_quem_resolveu(
    implantacao: Implantacao, bloqueio: int, recusas: list[Recusa]
) -> list[Recusa]:
    """Um impedimento já resolvido não está no estado: quem o resolveu está no registro."""
    resolvido = Andamento.objects.filter(
        implantacao=implantacao,
        tipo=TipoDeEvento.BLOQUEIO_RESOLVIDO,
        dados__pedido__bloqueio=bloqueio,
    ).first()
    seq = resolvido.seq if resolvido else None
    return [replace(r, seq=seq) if r.codigo == "bloqueio_desconhecido" else r for r in recusas]


def _quem_e_quando(andamento: Andamento) -> str:
    quem = f"de {andamento.ator.nome_publico}" if andamento.ator else "do sistema"
    quando = timezone.localtime(andamento.registrado_em)
    return f"A última mudança foi {quem}, em {quando:%d/%m/%Y às %Hh%M}."
