"""O que se aceita combinar e registrar nos cinco atos da gestão documental.

Chamado dentro de `fluxo.servicos.alterar_fatos`, com a implantação travada.
"""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from regulamentacao.gestao import (
    POR_CHAVE,
    RESPONSAVEL_DE_SEMPRE,
    Ato,
    faltas_do_ato,
    publicadas,
)
from regulamentacao.models import AtoDaTrilha, AtoNormativo, CombinadoDoAto
from seicidades.comum.formatos import data_curta
from seicidades.comum.papeis import Papel
from seicidades.documentos.declaracao import Falta
from seicidades.fluxo.nucleo.estado import RESOLVIDOS, SituacaoDoItem

CAMPOS = ("papel", "nome", "data", "dias_para_manifestacao")


def atos_da_cidade(implantacao) -> list[AtoNormativo]:
    return list(AtoNormativo.objects.filter(implantacao=implantacao).da_gestao_documental())


def combinados_da_cidade(implantacao) -> dict[str, CombinadoDoAto]:
    return {c.ato: c for c in CombinadoDoAto.objects.filter(implantacao=implantacao)}


def item_a_anotar(ato: Ato, situacoes: Mapping[str, str]) -> str:
    """Em que item fica o andamento do combinado: o primeiro por fazer; no edital, o da tabela."""
    if ato.facultativo:
        return POR_CHAVE[AtoDaTrilha.INSTRUMENTOS].itens[-1]
    abertos = (item for item in ato.itens if situacoes.get(item) not in RESOLVIDOS)
    return next(abertos, ato.itens[-1])


def combinar(
    implantacao, ato: Ato, dados: Mapping[str, object], *, hoje: date | None = None
) -> CombinadoDoAto:
    """Grava quem responde e para quando.

    Raises:
        ValidationError: o ato já está completo, espera correção ou a data já passou.
    """
    _recusar_fora_de_hora(implantacao, ato)
    combinado = CombinadoDoAto.objects.filter(implantacao=implantacao, ato=ato.chave).first()
    combinado = combinado or CombinadoDoAto(implantacao=implantacao, ato=ato.chave)
    _recusar_dia_passado(combinado.data, dados.get("data"), hoje or timezone.localdate())
    for campo in dados.keys() & set(CAMPOS):
        setattr(combinado, campo, dados[campo])
    combinado.full_clean()
    combinado.save()
    return combinado


def _recusar_fora_de_hora(implantacao, ato: Ato) -> None:
    itens = implantacao.itens.filter(chave__in=ato.itens or [item_a_anotar(ato, {})])
    if impedimento := por_que_nao_combinar(ato, dict(itens.values_list("chave", "situacao"))):
        raise ValidationError(" ".join(impedimento))


def por_que_nao_combinar(ato: Ato, situacoes: Mapping[str, str]) -> tuple[str, str] | None:
    """O que impede e a saída; nada, se dá para combinar.

    Combinar anota um andamento no item, e isso não pode apagar um pedido de correção.
    """
    if SituacaoDoItem.A_CORRIGIR in situacoes.values():
        return (
            "A Prodesp pediu uma correção do que foi registrado deste ato.",
            "Corrija o registro e volte para combinar.",
        )
    if ato.itens and all(s in RESOLVIDOS for s in situacoes.values()):
        return ("Este ato já está publicado.", "Não há mais o que combinar.")
    return None


def _recusar_dia_passado(antes: date | None, data, hoje: date) -> None:
    """A data que já estava lá pode ficar; uma nova é de hoje em diante."""
    if data and data < hoje and data != antes:
        raise ValidationError(
            {"data": f"{data_curta(data)} já passou. Combine um dia de hoje em diante."}
        )


def em_uma_frase(combinado: CombinadoDoAto) -> str:
    """O que vai ao andamento: sem o nome de quem se escreveu à mão."""
    papel = Papel(combinado.papel or RESPONSAVEL_DE_SEMPRE)
    quem = "responde outra pessoa" if combinado.nome else f"responde {papel.rotulo}"
    quando = f"para {data_curta(combinado.data)}" if combinado.data else "sem data"
    titulo = POR_CHAVE[combinado.ato].titulo
    return f"Combinado de {titulo[0].lower() + titulo[1:]}: {quem}, {quando}"


def cumprir_combinado_do_edital(implantacao) -> None:
    """Publicado o edital, a data era a dele: a do próximo se combina de novo."""
    combinados = CombinadoDoAto.objects.filter(implantacao=implantacao, ato=AtoDaTrilha.EDITAL)
    combinados.update(data=None)


def faltas_do_edital(implantacao) -> list[Falta]:
    """O que precisa estar publicado antes dele."""
    edital = POR_CHAVE[AtoDaTrilha.EDITAL]
    return faltas_do_ato(edital, publicadas(atos_da_cidade(implantacao)))


def exigir_tabela(implantacao) -> None:
    """O edital só se registra com o que vem antes dele publicado.

    Raises:
        ValidationError: uma mensagem por ato que falta.
    """
    if faltas := faltas_do_edital(implantacao):
        raise ValidationError([f"{f.mensagem} {f.saida}" for f in faltas])
