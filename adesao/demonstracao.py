"""Fatos fictícios da adesão, para a demonstração e para os testes.

Grava direto nas tabelas da app, sem passar pelo fluxo: quem monta a
demonstração escreve os eventos. Sempre igual para o mesmo município.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Model
from django.utils import timezone

from adesao.models import (
    CadastroExterno,
    DadosDaPrefeitura,
    Instrumento,
    Parte,
    PublicacaoDoExtrato,
    Representante,
    Signatario,
    TipoDeInstrumento,
)
from seicidades.comum.digitos import digitos_do_cnpj, digitos_do_processo
from seicidades.comum.formatos import so_digitos
from seicidades.contas.models import Usuario
from seicidades.municipios.models import Orgao

PREFEITAS = ("Ana", "Célia", "Elisa", "Gilda", "Inês")
PREFEITOS = ("Bruno", "Davi", "Fábio", "Hugo", "João")
SOBRENOMES = ("Prado", "Reis", "Lemos", "Nunes", "Tavares", "Braga", "Moura", "Pires", "Sales")
RUAS = ("Rua das Acácias", "Avenida dos Ipês", "Praça da Matriz", "Rua do Comércio")
DEMAIS_PARTES = (
    (Parte.SGGD, "Regina Falcão", "Secretária de Gestão e Governo Digital"),
    (Parte.PRODESP, "Otávio Serra", "Diretor-presidente"),
)
PRIMEIRO_MANDATO, ANOS_DE_MANDATO = 2025, 4


def preencher(implantacao, datas: Mapping[str, date], *, por) -> None:
    """Cria o que torna satisfeitos os itens de `datas`, e só eles.

    Args:
        datas: item por fato → dia em que ele ficou pronto. Um item pede os de que depende.
        por: pessoa em cujo nome se registra.
    """
    cidade = _Cidade.de(implantacao, datas)
    cidade.criar_prefeitura()
    representante = cidade.criar_representante()
    cidade.criar_cadastro(representante)
    cidade.criar_termo(representante)
    acordo = cidade.criar_acordo(representante)
    cidade.criar_publicacao(acordo)


@dataclass
class _Cidade:
    """O que se sabe da cidade e o sorteio, sempre o mesmo para ela."""

    implantacao: Model
    datas: Mapping[str, date]
    codigo: str
    sorte: random.Random

    @classmethod
    def de(cls, implantacao, datas: Mapping[str, date]) -> "_Cidade":
        codigo = implantacao.orgao.municipio.codigo_ibge
        sorte = random.Random(f"adesao-{codigo}")  # noqa: S311 (repetível, não é segredo)
        return cls(implantacao, datas, codigo, sorte)

    def criar_prefeitura(self) -> None:
        if "prefeitura_informada" not in self.datas:
            return
        Orgao.objects.filter(pk=self.implantacao.orgao_id).update(cnpj=cnpj_de(self.codigo))
        DadosDaPrefeitura.objects.create(
            implantacao=self.implantacao,
            email=f"gabinete.{self.codigo}@exemplo.invalid",
            telefone=f"18{self.sorte.randrange(35000000, 36000000)}",
            logradouro=self.sorte.choice(RUAS),
            numero=str(self.sorte.randrange(1, 900)),
            bairro="Centro",
            cep=f"17{self.sorte.randrange(100000, 999999)}",
        )

    def criar_representante(self) -> Representante | None:
        if "prefeito_informado" not in self.datas:
            return None
        email = f"representante.{self.codigo}@exemplo.invalid"
        nome, cargo = self._sortear_pessoa()
        conta = Usuario.objects.filter(email=email).first()
        inicio, fim = mandato_de(timezone.localdate())
        return Representante.objects.create(
            implantacao=self.implantacao,
            nome=conta.nome if conta else nome,
            cargo=cargo,
            email=email,
            mandato_inicio=inicio,
            mandato_fim=fim,
        )

    def _sortear_pessoa(self) -> tuple[str, str]:
        nomes, cargo = self.sorte.choice(((PREFEITAS, "Prefeita"), (PREFEITOS, "Prefeito")))
        return f"{self.sorte.choice(nomes)} {self.sorte.choice(SOBRENOMES)}", cargo

    def criar_cadastro(self, representante: Representante | None) -> None:
        if "usuario_externo_pedido" in self.datas:
            CadastroExterno.objects.create(
                representante=representante,
                pedido_em=self.datas["usuario_externo_pedido"],
                liberado_em=self.datas.get("usuario_externo_liberado"),
            )

    def criar_termo(self, representante: Representante | None) -> None:
        if "termo_disponibilizado" in self.datas:
            termo = self._criar_instrumento("termo_de_adesao", 1, "termo_disponibilizado")
            self._criar_assinatura(termo, 1, representante, "termo_assinado")

    def criar_acordo(self, representante: Representante | None) -> Instrumento | None:
        if "acordo_disponibilizado" not in self.datas:
            return None
        acordo = self._criar_instrumento("act", 2, "acordo_disponibilizado")
        self._criar_assinatura(acordo, 1, representante, "acordo_assinado_pelo_municipio")
        for ordem, (parte, nome, cargo) in enumerate(DEMAIS_PARTES, start=2):
            Signatario.objects.create(
                instrumento=acordo,
                ordem=ordem,
                nome=nome,
                cargo=cargo,
                parte=parte,
                assinado_em=self.datas.get(f"acordo_assinado_pela_{parte}"),
            )
        return acordo

    def criar_publicacao(self, acordo: Instrumento | None) -> None:
        if "extrato_publicado" in self.datas:
            PublicacaoDoExtrato.objects.create(
                instrumento=acordo,
                veiculo="Diário Oficial do Estado de São Paulo",
                publicado_em=self.datas["extrato_publicado"],
                link=f"https://diario.exemplo.invalid/extratos/{self.codigo}",
            )

    def _criar_instrumento(self, codigo_do_tipo: str, ordem: int, item: str) -> Instrumento:
        dia = self.datas[item]
        return Instrumento.objects.create(
            implantacao=self.implantacao,
            tipo=TipoDeInstrumento.objects.get(codigo=codigo_do_tipo),
            numero=f"{int(self.codigo[2:6])}/{dia.year}",
            processo_sei=processo_de(self.codigo, self.datas["termo_disponibilizado"].year),
            documento_sei=f"{ordem}{self.codigo}",
            disponibilizado_em=dia,
        )

    def _criar_assinatura(self, instrumento, ordem, representante, item: str) -> None:
        Signatario.objects.create(
            instrumento=instrumento,
            ordem=ordem,
            nome=representante.nome,
            cargo=representante.cargo,
            parte=Parte.MUNICIPIO,
            assinado_em=self.datas.get(item),
        )


def mandato_de(dia: date) -> tuple[date, date]:
    """O mandato municipal em que o dia cai."""
    ano = dia.year - (dia.year - PRIMEIRO_MANDATO) % ANOS_DE_MANDATO
    return date(ano, 1, 1), date(ano + ANOS_DE_MANDATO - 1, 12, 31)


def cnpj_de(codigo_ibge: str) -> str:
    """CNPJ inventado, com dígitos certos, para um município."""
    base = f"9{codigo_ibge}0001"
    return base + digitos_do_cnpj(base)


def processo_de(codigo_ibge: str, ano: int) -> str:
    """Número de processo inventado, na máscara do Estado e com dígitos certos."""
    base = f"018.0{codigo_ibge}/{ano}"
    return f"{base}-{digitos_do_processo(so_digitos(base))}"
