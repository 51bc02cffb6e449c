"""A lista de configurações: o que falta, o que está feito e o registro de cada assunto."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from cadastros.models import Configuracao, SituacaoDaConfiguracao, TipoDeConfiguracao
from cadastros.servicos.datas import recusar_futura
from seicidades.comum.papeis import Lado


@dataclass(frozen=True)
class Assunto:
    """Um assunto da lista e o que a implantação registrou sobre ele."""

    tipo: TipoDeConfiguracao
    registro: Configuracao | None

    @property
    def resolvido(self) -> bool:
        return self.registro is not None


def assuntos(implantacao, lado: Lado) -> list[Assunto]:
    """Os assuntos de um lado que se pedem à implantação, na ordem da lista."""
    registros = {
        r.tipo_id: r
        for r in Configuracao.objects.filter(implantacao=implantacao)
        .select_related("arquivo")
        .order_by("pk")
    }
    tipos = TipoDeConfiguracao.objects.em_uso().filter(lado=lado)
    pedidos = [tipo for tipo in tipos if tipo.pedida_a(implantacao.inicio)]
    return [Assunto(tipo, registros.get(tipo.pk)) for tipo in pedidos]


def proximo_pendente(lista: Sequence[Assunto]) -> Assunto | None:
    return next((a for a in lista if not a.resolvido), None)


def registrar_configuracao(implantacao, tipo: TipoDeConfiguracao, dados: dict, por) -> Configuracao:
    """Grava o que se sabe de um assunto, no lugar do que havia. Chame em `alterar_fatos`.

    Args:
        dados: situacao, feita_em, responsavel, evidencia, motivo, observacao e, se
            houver um novo, arquivo. Sem arquivo novo, o anterior continua.

    Raises:
        ValidationError: se faltar dado ou a data for futura.
    """
    recusar_futura(dados.get("feita_em"), "feita_em")
    configuracao = Configuracao.objects.filter(implantacao=implantacao, tipo=tipo).first()
    configuracao = configuracao or Configuracao(implantacao=implantacao, tipo=tipo)
    for campo, valor in _coerentes(dados).items():
        setattr(configuracao, campo, valor)
    configuracao.registrada_por = por
    configuracao.registrada_em = timezone.now()
    configuracao.full_clean()
    configuracao.save()
    return configuracao


def _coerentes(dados: dict) -> dict:
    """Deixa só o que cabe na situação escolhida."""
    dados = {campo: valor for campo, valor in dados.items() if campo != "arquivo" or valor}
    if dados["situacao"] == SituacaoDaConfiguracao.FEITA:
        return dados | {"motivo": ""}
    return dados | {"feita_em": None, "responsavel": "", "evidencia": "", "arquivo": None}


def dia_da_ultima(implantacao, lado: Lado) -> date | None:
    """O dia mais recente entre os assuntos do lado; nenhum, se só há o que não se aplica."""
    registros = [a.registro for a in assuntos(implantacao, lado) if a.registro]
    return max((r.feita_em for r in registros if r.feita_em), default=None)
