"""Gravar andamentos e projeção, e reconhecer um pedido repetido."""

from dataclasses import dataclass
from functools import cache, partial
from itertools import takewhile

from django.db import connection, transaction
from django.db.models import Field, Model

from seicidades.fluxo import registro
from seicidades.fluxo.models import Andamento, Implantacao
from seicidades.fluxo.nucleo.comandos import Comando, Recusa, Recusado
from seicidades.fluxo.nucleo.estado import Estado
from seicidades.fluxo.nucleo.eventos import Evento
from seicidades.fluxo.nucleo.evolucao import reconstituir
from seicidades.fluxo.sinais import andamentos_registrados

LIMITE_DA_CHAVE = 100


@dataclass(frozen=True)
class Resultado:
    """O que um comando fez. `repetido`: a chave já tinha sido usada; nada mudou agora."""

    implantacao_id: int
    seq: int
    eventos: tuple[Evento, ...]
    repetido: bool = False
    simulado: bool = False


def digest_do_pedido(comando: Comando, usuario, em_nome_de: str | None, origem: str) -> str:
    return registro.digest_canonico(
        {
            "tipo": comando.tipo.value,
            "item": comando.item,
            "etapa": comando.etapa,
            "dados": dict(comando.dados),
            "ocorreu_em": comando.ocorreu_em.isoformat() if comando.ocorreu_em else None,
            "ator": usuario.pk if usuario else None,
            "em_nome_de": em_nome_de or "",
            "origem": str(origem),
        }
    )


def recusar_chave_ruim(chave: object) -> list[Recusa]:
    if isinstance(chave, str) and 0 < len(chave) <= LIMITE_DA_CHAVE and "\0" not in chave:
        return []
    return [
        Recusa(
            "chave_invalida",
            "O envio veio sem a marca que impede que ele se repita.",
            f"Abra a página de novo e refaça o pedido (chave de 1 a {LIMITE_DA_CHAVE} letras).",
        )
    ]


def ja_executado(
    implantacao: Implantacao, andamento_id: int | None, digest: str
) -> Resultado | None:
    """O resultado do pedido que já usou a chave deste; `None` se ninguém a usou.

    Raises:
        Recusado: se a chave serviu a outro pedido.
    """
    if andamento_id is None:
        return None
    primeiro = Andamento.objects.get(pk=andamento_id)
    if primeiro.digest_do_pedido != digest:
        raise Recusado(
            [
                Recusa(
                    "chave_repetida",
                    "Este envio já foi usado para outro pedido.",
                    "Confira o que mudou e faça o pedido de novo.",
                    seq=primeiro.seq,
                )
            ]
        )
    seguintes = Andamento.objects.filter(
        implantacao=implantacao, registrado_em=primeiro.registrado_em, seq__gt=primeiro.seq
    ).order_by("seq")
    causados = takewhile(lambda a: a.ator_id is None, seguintes)
    eventos = tuple(registro.eventos_de([primeiro, *causados]))
    return Resultado(implantacao.pk, eventos[-1].seq, eventos, repetido=True)


def gravar(
    implantacao: Implantacao, antes: Estado, eventos: list[Evento], chave: str | None, digest: str
) -> None:
    depois = reconstituir(eventos, estado=antes)
    linhas = registro.andamentos_de(eventos, implantacao, chave, digest)
    campos_antes = registro.guardados(implantacao, registro.CAMPOS_DA_IMPLANTACAO)
    registro.projetar(implantacao, implantacao.roteiro, depois)
    implantacao.ultimo_hash = linhas[-1].hash
    implantacao.atualizada_em = eventos[-1].registrado_em
    campos = registro.guardados(implantacao, registro.CAMPOS_DA_IMPLANTACAO)
    mudados = [campo for campo, valor in campos.items() if valor != campos_antes[campo]]
    _inserir_e_mudar(linhas, implantacao, mudados)
    registro.gravar_projecao(implantacao, implantacao.roteiro, antes, depois)
    transaction.on_commit(
        partial(
            andamentos_registrados.send,
            sender=Implantacao,
            implantacao_id=implantacao.pk,
            seqs=[e.seq for e in eventos],
            tipos=[e.tipo.value for e in eventos],
        ),
        robust=True,  # o que já está gravado não vira erro para quem pediu
    )


def _inserir_e_mudar(linhas: list[Andamento], implantacao: Implantacao, mudados: list[str]) -> None:
    """Os andamentos e a linha da implantação, numa só ida ao banco."""
    campos = _campos_do_andamento()
    vagas = f"({', '.join(['%s'] * len(campos))})"
    valores = [_guardado(campo, linha) for linha in linhas for campo in campos]
    valores += [_guardado(Implantacao._meta.get_field(nome), implantacao) for nome in mudados]
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH novos AS (INSERT INTO fluxo_andamento"  # noqa: S608 (nomes dos modelos)
            f" ({', '.join(c.column for c in campos)}) VALUES {', '.join([vagas] * len(linhas))})"
            f" UPDATE fluxo_implantacao SET {', '.join(f'{nome} = %s' for nome in mudados)}"
            " WHERE id = %s",
            [*valores, implantacao.pk],
        )


@cache
def _campos_do_andamento() -> tuple[Field, ...]:
    return tuple(c for c in Andamento._meta.local_concrete_fields if not c.primary_key)


def _guardado(campo: Field, linha: Model):
    """O valor como o campo o grava."""
    return campo.get_db_prep_save(getattr(linha, campo.attname), connection)
