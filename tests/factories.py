"""Fábricas de objetos: padrões sem surpresa e opções por nome."""

import hashlib
from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from seicidades.comum.digitos import digito_do_codigo_ibge
from seicidades.comum.papeis import Papel
from seicidades.contas.models import Convite, Usuario, Vinculo
from seicidades.correio.models import Mensagem, Portao, Situacao
from seicidades.documentos import servicos as documentos
from seicidades.documentos.models import Arquivo
from seicidades.fluxo.models import Contato, MeioDeContato
from seicidades.municipios.models import FeriadoMunicipal, Municipio, Orgao
from tests.documentos import amostras

# --- municipios


def codigo_ibge_ficticio(numero: int) -> str:
    """Código de dígito certo, de 3558 em diante, faixa que o IBGE não usa."""
    base = str(355800 + numero % 4200)
    return base + digito_do_codigo_ibge(base)


class MunicipioFactory(DjangoModelFactory):
    class Meta:
        model = Municipio

    codigo_ibge = factory.Sequence(codigo_ibge_ficticio)
    nome = factory.Sequence(lambda n: f"Vila Fictícia {n}")
    codigo_mesorregiao = "3508"
    mesorregiao = "Presidente Prudente"
    codigo_microrregiao = "35035"
    microrregiao = "Adamantina"
    latitude = "-21.68528"
    longitude = "-51.07250"


class OrgaoFactory(DjangoModelFactory):
    class Meta:
        model = Orgao

    municipio = factory.SubFactory(MunicipioFactory)
    tipo = Orgao.Tipo.PREFEITURA
    nome = factory.LazyAttribute(lambda o: f"Prefeitura Municipal de {o.municipio.nome}")


class FeriadoMunicipalFactory(DjangoModelFactory):
    class Meta:
        model = FeriadoMunicipal

    municipio = factory.SubFactory(MunicipioFactory)
    data = date(2026, 6, 12)
    nome = "Aniversário da cidade"


# --- contas

SENHA = "ipe-amarelo-em-flor"


class UsuarioFactory(DjangoModelFactory):
    """Pessoa de um município, sem vínculo. Opções: gerente, administrador, observador."""

    class Meta:
        model = Usuario

    class Params:
        gerente = factory.Trait(papel_estado=Papel.GERENTE)
        administrador = factory.Trait(papel_estado=Papel.ADMINISTRADOR)
        observador = factory.Trait(papel_estado=Papel.OBSERVADOR)

    email = factory.Sequence(lambda n: f"pessoa{n}@exemplo.invalid")
    nome = factory.Sequence(lambda n: f"Pessoa Fictícia {n}")
    password = factory.django.Password(SENHA)


class VinculoFactory(DjangoModelFactory):
    """Titular de Gestor SEI desde 5 de janeiro de 2026. Opções: suplente, encerrado."""

    class Meta:
        model = Vinculo

    class Params:
        encerrado = factory.Trait(fim=date(2026, 2, 27))
        gerencia = factory.Trait(
            papel=Papel.GERENTE, usuario=factory.SubFactory(UsuarioFactory, gerente=True)
        )

    usuario = factory.SubFactory(UsuarioFactory)
    orgao = factory.SubFactory(OrgaoFactory)
    papel = Papel.GESTOR_SEI
    inicio = date(2026, 1, 5)


class ConviteFactory(DjangoModelFactory):
    """Convite aberto de Gestor SEI; `segredo` é o do link. Opções: vencido, revogado, aceito."""

    class Meta:
        model = Convite

    class Params:
        segredo = factory.Sequence(lambda n: f"segredo-ficticio-{n}")
        vencido = factory.Trait(expira_em=factory.LazyFunction(timezone.now))
        revogado = factory.Trait(
            revogado_em=factory.LazyFunction(timezone.now),
            revogado_por=factory.SelfAttribute("criado_por"),
        )
        aceito = factory.Trait(
            aceito_em=factory.LazyFunction(timezone.now),
            aceito_por=factory.SubFactory(UsuarioFactory),
        )

    orgao = factory.SubFactory(OrgaoFactory)
    papel = Papel.GESTOR_SEI
    nome = factory.Sequence(lambda n: f"Convidada Fictícia {n}")
    email = factory.Sequence(lambda n: f"convidada{n}@exemplo.invalid")
    resumo_do_segredo = factory.LazyAttribute(
        lambda o: hashlib.sha256(o.segredo.encode()).hexdigest()
    )
    criado_por = factory.SubFactory(UsuarioFactory, gerente=True)
    expira_em = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))


# --- correio


class MensagemFactory(DjangoModelFactory):
    """Aviso à espera do portão. Opções: transacional, enviada, falhou."""

    class Meta:
        model = Mensagem

    class Params:
        enviada = factory.Trait(
            situacao=Situacao.ENVIADO, enviado_em=factory.LazyFunction(timezone.now)
        )
        falhou = factory.Trait(situacao=Situacao.FALHOU, tentativas=8, erro="550 recusado")

    para = "pessoa@exemplo.invalid"
    assunto = "Etapa devolvida"
    texto = "A etapa foi devolvida com motivos.\n"
    chave = factory.Sequence(lambda n: f"teste:{n}")
    message_id = factory.LazyAttribute(lambda o: f"<{o.chave}@exemplo.invalid>")


class PortaoFactory(DjangoModelFactory):
    """O portão, fechado. Opção: aberto=True."""

    class Meta:
        model = Portao
        django_get_or_create = ("id",)

    id = 1


# --- documentos


class ArquivoFactory(DjangoModelFactory):
    """PDF de uma página, guardado de verdade. `bytes` troca o conteúdo; `papeis` reserva."""

    class Meta:
        model = Arquivo

    orgao = factory.SubFactory(OrgaoFactory)
    nome = factory.Sequence(lambda n: f"evidencia {n}.pdf")
    bytes = factory.LazyAttribute(lambda o: amostras.pdf(o.nome))
    enviado_por = factory.SubFactory(UsuarioFactory)
    papeis = ()

    @classmethod
    def _create(cls, model_class, *, orgao, nome, bytes, enviado_por, papeis):
        upload = amostras.envio(nome, bytes)
        return documentos.guardar(orgao, upload, enviado_por, papeis=papeis)


# --- fluxo


class ContatoFactory(DjangoModelFactory):
    """Telefonema de hoje à implantação dada. Opções: com_passo, feito, anulado, interno."""

    class Meta:
        model = Contato

    class Params:
        com_passo = factory.Trait(
            proximo_passo="Enviar o modelo do decreto",
            proximo_passo_em=factory.LazyAttribute(lambda o: o.ocorreu_em + timedelta(days=7)),
        )
        feito = factory.Trait(
            com_passo=True,
            passo_feito_em=factory.SelfAttribute("ocorreu_em"),
            passo_feito_por=factory.SelfAttribute("registrado_por"),
            passo_desfecho="O modelo foi enviado.",
        )
        anulado = factory.Trait(
            anulado_em=factory.LazyFunction(timezone.now),
            anulado_por=factory.SelfAttribute("registrado_por"),
            anulado_motivo="Era de outra cidade.",
        )
        interno = factory.Trait(nota_interna="A chefia de gabinete muda em março.")

    chave = factory.Sequence(lambda n: f"contato-{n}")
    meio = MeioDeContato.TELEFONE
    ocorreu_em = factory.LazyFunction(timezone.localdate)
    com_quem = "Ana Prado, chefe de gabinete"
    resumo = "Combinamos a minuta do decreto."
    registrado_por = factory.SubFactory(UsuarioFactory, gerente=True)
    registrado_em = factory.LazyFunction(timezone.now)
