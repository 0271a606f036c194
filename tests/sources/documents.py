"""Documents of systems, as teams bring them."""

BOOKINGS = """\
openapi: 3.0.3
info: {title: Harbour Dental API, version: 2.1.0}
servers: [{url: "https://api.harbour.example/v2"}]
security: [{key: []}]
paths:
  /bookings:
    post:
      operationId: createBooking
      summary: Create a booking
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: "#/components/schemas/NewBooking"}
    get: {operationId: listBookings, summary: List all bookings}
  /bookings/{booking-id}:
    parameters: [{name: booking-id, in: path, required: true, schema: {type: string, format: uuid}}]
    get: {operationId: getBooking, summary: Get a booking}
    delete: {operationId: cancelBooking, summary: Cancel a booking}
    patch:
      operationId: changeBooking
      summary: Move a booking to another time
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {properties: {type: object}, type: {type: string}}}
  /slots:
    get:
      operationId: findSlots
      summary: Find free slots
      parameters:
        - {name: from, in: query, required: true, schema: {type: string, format: date}, description: First day}
  /invoices:
    get: {summary: List invoices}
  /pictures:
    post:
      requestBody: {required: true, content: {image/png: {}}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Api-Key}
  schemas:
    NewBooking:
      allOf:
        - type: object
          required: [start]
          properties:
            start: {type: string, format: date-time, description: When it begins}
        - type: object
          required: [patient, kind, clinic]
          properties:
            patient: {$ref: "#/components/schemas/Patient"}
            kind:
              oneOf: [{const: check-up}, {const: cleaning}]
              default: check-up
            clinic: {type: string, enum: [harbour]}
            notes: {type: [string, "null"]}
            id: {type: string, readOnly: true}
    Patient:
      type: object
      required: [name]
      properties:
        name: {type: string}
        phone: {type: string}
        parent: {$ref: "#/components/schemas/Patient"}
"""

SWAGGER = """\
swagger: "2.0"
info: {title: Parcels, version: "1"}
host: parcels.example.com
basePath: /api
schemes: [http]
securityDefinitions:
  login: {type: basic}
paths:
  /parcels/{number}:
    get:
      operationId: Track Parcel
      parameters:
        - {name: number, in: path, required: true, type: string, description: The number on the slip}
  /pickups:
    post:
      description: Asks for a driver. He comes within a day.
      parameters:
        - in: body
          name: body
          required: true
          schema:
            type: object
            required: [address]
            properties: {address: {type: string}, weight: {type: number}}
"""
